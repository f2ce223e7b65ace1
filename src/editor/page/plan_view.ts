import { element } from "../../serve/page/element.ts";
import type { Mistake, PlanOutcome, Position, Problem, ShownPlan } from "../messages.ts";
import { linesOf } from "./elements.ts";

type Show = { [K in PlanOutcome["is"]]: (outcome: Extract<PlanOutcome, { is: K }>) => void };
type GoTo = (uri: string, position: Position) => void;

/** Shows what the text would do. While there are mistakes, the plan before them stays, paler. */
export function planView(place: HTMLElement, goTo: GoTo): (outcome: PlanOutcome) => void {
  const [trouble, plans] = [element("div"), element("div")];
  place.replaceChildren(trouble, plans);
  const set = (troubles: Node[], shown: readonly ShownPlan[] | null) => {
    trouble.replaceChildren(...troubles);
    plans.className = shown ? "" : "stale";
    if (shown) plans.replaceChildren(...shown.map(planOf));
  };
  const show: Show = {
    planned: ({ plans, problem }) => set(problem ? [problemOf(problem)] : [], plans),
    mistaken: ({ mistakes }) => set([mistakesOf(mistakes, goTo)], null),
    impossible: ({ problem }) => set([problemOf(problem)], null),
  };
  return outcome => (show[outcome.is] as (outcome: PlanOutcome) => void)(outcome);
}

const planOf = ({ experiment, sections }: ShownPlan): HTMLElement =>
  element(
    "dl",
    { class: "plan", id: planId(experiment) },
    ...sections.flatMap(({ title, lines }) => [element("dt", {}, title), element("dd", {}, linesOf(lines))]),
  );
const planId = (experiment: string | null): string => `plan-of-${experiment ?? ""}`;

export const showPlanOf = (experiment: string | null): void => document.getElementById(planId(experiment))?.scrollIntoView();

export const problemOf = ({ message, fix }: Problem): HTMLElement =>
  element("div", {}, element("p", { class: "error" }, message), ...(fix ? [element("p", {}, fix)] : []));

function mistakesOf(mistakes: readonly Mistake[], goTo: GoTo): HTMLElement {
  const items = mistakes.map(({ place, uri, position, message, fix }) => {
    const where = element("button", { type: "button", class: "place", onclick: () => goTo(uri, position) }, place);
    return element("li", {}, where, ` ${message}`, ...(fix ? [element("div", { class: "quiet" }, fix)] : []));
  });
  const title = mistakes.length === 1 ? "One mistake is in the way:" : `${mistakes.length} mistakes are in the way:`;
  return element("div", {}, element("p", {}, title), element("ul", { class: "mistakes" }, ...items));
}
