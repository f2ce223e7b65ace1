import { element } from "../../serve/page/element.ts";

export const button = (text: string, label: string, onclick: () => void): HTMLButtonElement =>
  element("button", { type: "button", "aria-label": label, title: label, onclick }, text);
