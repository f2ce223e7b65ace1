import { html } from "../html.ts";
import type { Section } from "../record.ts";

/** What the run was warned of, and what was inferred because the experiment did not say it. */
export const notes: Section = {
  title: "Warnings and inferences",
  draw({ plan, warnings }) {
    if (warnings.length + plan.inferences.length === 0) return null;
    return html`${warnings.map(message => html`<p class="warning"><strong>Warning:</strong> ${message}</p>`)}
${plan.inferences.length > 0 && html`<p>The experiment left open, and it was inferred:</p><ul>${plan.inferences.map(sentence => html`<li>${sentence}</li>`)}</ul>`}`;
  },
};
