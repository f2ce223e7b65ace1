import { html } from "../html.ts";
import type { Section } from "../record.ts";

export const source: Section = {
  title: "Experiment",
  draw: ({ plan }) => html`<pre><code>${plan.source.trimEnd()}</code></pre>`,
};
