import { basename } from "node:path";
import { valueText } from "../../plan/print.ts";
import { html, name } from "../html.ts";
import type { Section } from "../record.ts";

/** The text of the experiment and of what it includes, and what its names stood for. */
export const source: Section = {
  title: "Experiment",
  draw: ({ plan }) =>
    html`<pre><code>${plan.source.trimEnd()}</code></pre>${plan.included.map(
      ({ file, source }) => html`<h3>${name(basename(file))}</h3><pre><code>${source.trimEnd()}</code></pre>`,
    )}${plan.values.length > 0 ? html`<h3>Values</h3><pre><code>${plan.values.map(valueText).join("\n")}</code></pre>` : null}`,
};
