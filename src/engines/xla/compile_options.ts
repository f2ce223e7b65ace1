/**
 * XLA's `CompileOptionsProto` in the wire format of Protocol Buffers: only what differs from the defaults is written. Numbers of the fields are
 * those of xla/pjrt/proto/compile_options.proto.
 */

type Field = [number: number, value: number | boolean | string | Uint8Array];

/** A number as a varint: seven bits in each byte, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

function message(...fields: Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number" || typeof value === "boolean") return [...varint(number << 3), ...varint(Number(value))];
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
    }),
  );
}

/** XLA's own flags, by name without `--`. */
export type Flags = Readonly<Record<string, number | boolean | string>>;

/** The fields of an `OptionOverrideProto`, by the type of the value. */
const override = (value: number | boolean | string): Uint8Array =>
  message([typeof value === "string" ? 1 : typeof value === "boolean" ? 2 : 3, value]);

/** One program, of which each device has a part. */
export function compileOptions(devices: number, flags: Flags = {}): Uint8Array {
  const assigned = Array.from({ length: devices }, (_, id): Field => [3, message([1, id])]);
  const assignment = message([1, 1], [2, devices], ...assigned);
  const build = message([4, 1], [5, devices], [6, devices > 1], [9, assignment]);
  const overrides = Object.entries(flags).map(([name, value]): Field => [7, message([1, name], [2, override(value)])]);
  return message([3, build], ...overrides);
}
