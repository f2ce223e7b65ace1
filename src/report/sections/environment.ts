import { formatBytes } from "../../common/units.ts";
import type { EnginePlan } from "../../plan/plan.ts";
import { deviceText, sameBitsText } from "../../plan/print.ts";
import { type Content, name } from "../html.ts";
import type { Section } from "../record.ts";
import { facts } from "../table.ts";

/** Everything that `environment.json` holds, and where the run lies. */
export const environment: Section = {
  title: "Environment",
  draw: ({ folder, plan, environment: { engine = plan.engine, ...rest } }) =>
    facts({
      experiment: name(plan.file),
      "run folder": name(folder),
      seed: plan.seed,
      ...engineFacts(engine as EnginePlan),
      ...flat(rest),
    }),
};

/** As `exp plan` prints it. */
const engineFacts = (engine: EnginePlan): Record<string, Content> => ({
  engine: `${engine.name} ${engine.version} on ${deviceText(engine)}${engine.exact ? ", exact" : ""}: ${engine.why}`,
  numbers: sameBitsText(engine),
});

/** `{ cpu: { cores: 2 } }` as `cpu cores: 2`. */
function flat(value: Record<string, unknown>, prefix = ""): Record<string, Content> {
  const entries = Object.entries(value).map(([key, inner]): Record<string, Content> => {
    if (typeof inner === "object" && inner !== null) return flat(inner as Record<string, unknown>, `${prefix}${key} `);
    if (typeof inner === "number" && key.endsWith("Bytes")) return { [prefix + key.slice(0, -"Bytes".length)]: formatBytes(inner) };
    return { [prefix + key]: inner === null ? "unknown" : name(String(inner)) };
  });
  return Object.assign({}, ...entries);
}
