import type { SignatureHelp, SignatureHelpParams, SignatureInformation } from "vscode-languageserver";
import { type Owner, walk } from "../language/walk.ts";
import { type Place, placeAt } from "./completion/place.ts";
import { slotDoc } from "./docs.ts";
import type { Feature } from "./feature.ts";

/** The forms of the statement or option that the cursor is in, with the value that comes next. */
export function signaturesAt(text: string, offset: number, names: ReadonlySet<string>): SignatureHelp | null {
  const place = placeAt(text, offset);
  if (!place?.owner || Object.values(place.owner.forms).every(form => form === "")) return null;
  const { owner, values } = place;
  const docs = docOf(place);
  const signatures = Object.values(owner.forms).map(form => signatureOf(owner, form, docs));
  const each = Object.entries(owner.forms).map(([name, form]) => walk({ ...owner, forms: { [name]: form } }, values, names));
  const furthest = Math.max(...each.map(({ taken }) => taken.length));
  // The form that still continues there, else the one that went furthest.
  const goesOn = each.findIndex(({ next }) => next.length > 0);
  const active = goesOn >= 0 ? goesOn : each.findIndex(({ taken }) => taken.length === furthest);
  const next = each[active].next.find(({ part }) => "slot" in part)?.part as { slot: string } | undefined;
  const parameter = next ? slotsOf(Object.values(owner.forms)[active]).findIndex(({ name }) => name === next.slot) : -1;
  return {
    signatures,
    activeSignature: active,
    // Beyond the last: none is marked.
    activeParameter: parameter >= 0 ? parameter : (signatures[active].parameters?.length ?? 0),
  };
}

const docOf = ({ owner, statement, options }: Place): string =>
  (owner!.name === statement?.name ? statement.doc : options[owner!.name]?.doc) ?? "";

const slotsOf = (form: string) => [...form.matchAll(/<(\w+)>/g)].map(({ index, 0: { length }, 1: name }) => ({ index, length, name }));

function signatureOf({ name, slots }: Owner, form: string, doc: string): SignatureInformation {
  const before = name.length + 1;
  return {
    label: `${name} ${form}`.trim(),
    documentation: { kind: "markdown", value: doc },
    parameters: slotsOf(form).map(slot => ({
      label: [before + slot.index, before + slot.index + slot.length],
      documentation: { kind: "markdown", value: slotDoc(slots[slot.name]) },
    })),
  };
}

export const signatureHelp: Feature = {
  capabilities: { signatureHelpProvider: { triggerCharacters: [" "] } },
  attach({ connection, answer }) {
    connection.onSignatureHelp(
      answer<SignatureHelpParams, SignatureHelp | null>(
        (analyzed, { position }) => signaturesAt(analyzed.text, analyzed.document.offsetAt(position), analyzed.names),
        null,
      ),
    );
  },
};
