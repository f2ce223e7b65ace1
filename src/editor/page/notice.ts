import { element } from "../../serve/page/element.ts";
import { byId } from "./elements.ts";

/** Shows something that waits for an answer, above the text; a later notice takes its place, and null takes it away. */
export function notice(text: string | null, answers: Record<string, () => void> = {}): void {
  const buttons = Object.entries(answers).map(([label, act]) => {
    const onclick = () => {
      notice(null);
      act();
    };
    return element("button", { type: "button", onclick }, label);
  });
  const place = byId("notice");
  place.hidden = text === null;
  place.replaceChildren(...(text === null ? [] : [element("p", {}, text), ...buttons]));
}
