import { element } from "../../serve/page/element.ts";
import type { RunNews } from "../messages.ts";
import { tableOf } from "./elements.ts";
import { problemOf } from "./plan_view.ts";

type Show = { [K in RunNews["news"]]: (news: Extract<RunNews, { news: K }>) => void };

/** Shows a run as it runs; `onRunning` is called when one begins and when it has ended. */
export function runView(place: HTMLElement, onRunning: (running: boolean) => void): (news: RunNews) => void {
  let table: ReturnType<typeof tableOf> | null = null;
  const [title, text] = [element("span"), element("span", { class: "quiet" })];
  const bar = element("progress", { "aria-label": "Progress" });
  const progress = element("div", { class: "progress", "aria-live": "off" }, title, text, bar);
  const add = (...nodes: Node[]) => {
    place.append(...nodes);
    // Progress stays below all that is done.
    if (progress.isConnected) place.append(progress);
  };

  const show: Show = {
    begun() {
      title.textContent = "looking at the data";
      text.textContent = "";
      bar.removeAttribute("value");
      place.replaceChildren(progress);
      onRunning(true);
    },
    started: ({ title, about, folder }) => add(element("h3", {}, `${title}: ${about}`), element("p", { class: "quiet" }, `in ${folder}`)),
    note: ({ text, isWarning }) => add(element("p", { class: isWarning ? "warning" : "quiet" }, text)),
    table({ title, columns }) {
      table = tableOf(title, columns);
      add(table.table);
    },
    progress(news) {
      title.textContent = news.title;
      text.textContent = news.text;
      bar.max = news.of;
      bar.value = news.done;
    },
    row: ({ cells }) => table?.add(cells),
    result: ({ title, lines }) => add(element("h3", {}, title), element("pre", {}, lines.join("\n"))),
    picture({ title, caption, address }) {
      const whole = element("a", { href: address, target: "_blank", rel: "noopener" }, element("img", { src: address, alt: title }));
      add(element("figure", {}, whole, element("figcaption", {}, caption)));
    },
    finished({ text, report, files }) {
      const links = report ? [" · ", element("a", { href: report, target: "_blank", rel: "noopener" }, "report")] : [];
      add(element("p", {}, element("strong", {}, text), ...links, element("span", { class: "quiet" }, ` · ${files.join(", ")}`)));
    },
    failed: ({ problem }) => add(problemOf(problem)),
    ended() {
      progress.remove();
      onRunning(false);
    },
  };
  return news => (show[news.news] as (news: RunNews) => void)(news);
}
