import { html } from "../html.ts";
import type { Section } from "../record.ts";

/** What the experiment did not say. */
export const inferences: Section = {
  title: "Inferences",
  draw({ plan }) {
    if (plan.inferences.length === 0) return null;
    return html`<p>The experiment left open, and it was inferred:</p><ul>${plan.inferences.map(sentence => html`<li>${sentence}</li>`)}</ul>`;
  },
};
