import type { Progress } from "../subject.ts";
import { arm } from "./arm.ts";
import { openCells } from "./cells.ts";
import type { LiveChart } from "./chart.ts";
import { filterable } from "./filter.ts";
import { openSmall } from "./pictures.ts";
import { keepOrder } from "./sorting.ts";

/** What the server sends when something has changed: the names of all sections in order, and those that are new. */
interface Sections {
  title: string;
  head: string;
  contents: string;
  order: string[];
  sections: { id: string; hash: string; html: string }[];
}

const charts = new WeakMap<Element, LiveChart>();
/** Sections that wait until nobody points into them. */
const waiting = new Map<HTMLElement, Sections["sections"][number]>();
const byId = (id: string): HTMLElement => document.getElementById(id)!;
const main = document.querySelector("main")!;

const all = <E extends Element>(place: ParentNode, selector: string): E[] => [...place.querySelectorAll<E>(selector)];

/** Brings what a script can do to a section that was drawn elsewhere. */
function armSection(place: HTMLElement): void {
  for (const [figure, chart] of arm(place)) charts.set(figure, chart);
  for (const form of all<HTMLFormElement>(place, "form")) filterable(form);
}

/** Puts a newer drawing in the place of the older, and takes over what a person did to that one. */
function replace(place: HTMLElement, { hash, html }: Sections["sections"][number]): void {
  const fresh = document.createElement("div");
  // What people named was escaped where the page is written; the policy lets no script run in any case.
  fresh.append(document.createRange().createContextualFragment(html));
  const both = <E extends Element>(selector: string): [E, E][] => {
    const newer = all<E>(fresh, selector);
    return all<E>(place, selector).flatMap((older, i) => (newer[i] ? [[older, newer[i]] as [E, E]] : []));
  };
  for (const [older, newer] of both<HTMLDetailsElement>("details")) {
    newer.open = older.open;
    newer.toggleAttribute("data-met", older.hasAttribute("data-met"));
  }
  const chosen = new Set(all<HTMLInputElement>(place, "input:checked").map(({ name, value }) => `${name} ${value}`));
  for (const input of all<HTMLInputElement>(fresh, "input"))
    if (input.type === "radio" || input.type === "checkbox")
      input.checked = chosen.has(`${input.name} ${input.value}`) || (chosen.size === 0 && input.checked);
  const parts = all(place, "figure.chart").map(figure => charts.get(figure)?.part ?? null);
  const olderTables = all<HTMLTableElement>(place, "table.sortable");
  const typed = place.querySelector<HTMLInputElement>("input[type=search]")?.value ?? "";
  const focused = document.activeElement instanceof HTMLElement && place.contains(document.activeElement) ? document.activeElement : null;
  const focusable = "a, button, input, summary, [tabindex]";
  const focusedAt = focused ? all(place, focusable).indexOf(focused) : -1;

  place.replaceChildren(...fresh.childNodes);
  place.dataset.hash = hash;
  armSection(place);
  for (const [i, figure] of all(place, "figure.chart").entries()) if (parts[i]) charts.get(figure)?.zoom(parts[i]);
  for (const [i, table] of all<HTMLTableElement>(place, "table.sortable").entries()) if (olderTables[i]) keepOrder(olderTables[i], table);
  const search = place.querySelector<HTMLInputElement>("input[type=search]");
  if (search && typed !== "") {
    search.value = typed;
    search.dispatchEvent(new Event("input"));
  }
  if (focusedAt !== -1) all<HTMLElement>(place, focusable)[focusedAt]?.focus({ preventScroll: true });
}

const isInUse = (place: HTMLElement): boolean =>
  place.querySelector(".stage:hover, .stage:focus-within, input[type=search]:focus") !== null;

function take({ title, head, contents, order, sections }: Sections): void {
  document.title = `${title} – exp view`;
  byId("head").innerHTML = head;
  byId("contents").innerHTML = contents;
  for (const section of sections) {
    let place = main.querySelector<HTMLElement>(`[data-id="${section.id}"]`);
    if (!place) {
      place = document.createElement("div");
      place.className = "section";
      place.dataset.id = section.id;
      const behind = order.slice(order.indexOf(section.id) + 1).map(id => main.querySelector(`[data-id="${id}"]`));
      main.insertBefore(place, behind.find(other => other !== null) ?? null);
    }
    waiting.delete(place);
    if (place.dataset.hash === section.hash) continue;
    if (isInUse(place)) waiting.set(place, section);
    else replace(place, section);
  }
  for (const place of all<HTMLElement>(main, ":scope > .section")) if (!order.includes(place.dataset.id ?? "")) place.remove();
}

function show({ state, text, done, of }: Progress): void {
  const line = byId("state");
  line.dataset.state = state;
  const chip = line.querySelector(".state")!;
  chip.className = `state ${state}`;
  chip.textContent = state;
  byId("progress-text").textContent = text;
  const bar = line.querySelector("progress")!;
  bar.hidden = of === null;
  if (of !== null) [bar.max, bar.value] = [of, done ?? 0];
}

setInterval(() => {
  for (const [place, section] of waiting)
    if (!isInUse(place)) {
      waiting.delete(place);
      replace(place, section);
    }
}, 500);

armSection(main);
openCells();
openSmall();
const events = new EventSource(document.body.dataset.live!);
events.addEventListener("sections", ({ data }) => take(JSON.parse(data as string) as Sections));
events.addEventListener("progress", ({ data }) => show(JSON.parse(data as string) as Progress));
events.addEventListener("error", () =>
  show({ state: "lost", text: "`exp view` does not answer: what is shown is as it was last", done: null, of: null }),
);
