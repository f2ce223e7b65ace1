import { engineChoices } from "../engines/choices.ts";
import { corruptions } from "../inputs/image/corruptions/index.ts";
import type { Slot } from "../language/slots.ts";
import type { Owner } from "../language/walk.ts";
import { models } from "../models/index.ts";
import type { Layer } from "../models/model.ts";
import { resizeMethods } from "../statements/data_options.ts";
import { modelLayers } from "../statements/lists.ts";
import type { Option, StatementKind } from "../statements/statement.ts";
import { metrics } from "../tasks/metrics.ts";
import { optimizers } from "../train/optimizers/index.ts";
import { methods } from "../visualize/attribution/index.ts";

const docsOf = (rows: Record<string, { doc: string }>) => Object.entries(rows).map(([name, { doc }]) => [name, doc] as const);
const sentence = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** What the names of the lists mean. */
const names = new Map<string, string>([
  ...docsOf(models),
  ...docsOf(metrics),
  ...docsOf(methods),
  ...docsOf(optimizers),
  ...docsOf(corruptions).map(([name, doc]) => [name, sentence(doc)] as const),
  ...Object.entries(engineChoices).map(([name, doc]) => [name, sentence(doc)] as const),
  ...Object.entries(resizeMethods).map(([name, doc]) => [name, sentence(doc)] as const),
]);
export const docOfName = (name: string): string | undefined => names.get(name);

/** `fine_tune <epochs> epochs|epoch`, each form on a line. */
export const formsOf = ({ name, forms }: Owner): string[] => Object.values(forms).map(form => `${name} ${form}`.trim());

const exp = (text: string): string => `\`\`\`exp\n${text}\n\`\`\``;

/** The slots: `<epochs>`: a number of epochs, 1 to 100000, whole. */
const slotLines = (slots: Record<string, Slot<unknown>>): string[] =>
  Object.entries(slots).map(([name, slot]) => `- \`<${name}>\`: ${slotDoc(slot)}`);

/** What a slot takes, in a few words. */
export const slotDoc = ({ what, takes }: Slot<unknown>): string => (takes === what || takes === "" ? what : `${what} (${takes})`);

export function statementDoc(kind: StatementKind): string {
  const options = Object.keys(kind.options);
  return [
    exp(formsOf(kind).join("\n")),
    kind.doc,
    ...(Object.keys(kind.slots).length > 0 ? [slotLines(kind.slots).join("\n")] : []),
    ...(options.length > 0 ? [`Options: ${options.map(name => `\`${name}\``).join(", ")}`] : []),
    exp(kind.example),
  ].join("\n\n");
}

export function optionDoc(name: string, option: Option): string {
  return [
    exp(formsOf({ name, ...option }).join("\n")),
    option.doc,
    ...(Object.keys(option.slots).length > 0 ? [slotLines(option.slots).join("\n")] : []),
    `Default: ${option.default}.`,
  ].join("\n\n");
}

/** The layers of a model; none of one that there is not. */
export const layersOf = (model: string | null): readonly Layer[] =>
  model !== null && Object.hasOwn(models, model) ? modelLayers(model) : [];
