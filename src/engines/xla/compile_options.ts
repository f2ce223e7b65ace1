import { bytes, flag, message, text, whole } from "../../common/protobuf.ts";

/**
 * XLA's `CompileOptionsProto` in the wire format of Protocol Buffers: only what differs from the defaults is written. Numbers of the fields are
 * those of xla/pjrt/proto/compile_options.proto.
 */

/** XLA's own flags, by name without `--`. */
export type Flags = Readonly<Record<string, number | boolean | string>>;

/** An `OptionOverrideProto`: the field follows the type of the value. */
function override(value: number | boolean | string): Uint8Array {
  if (typeof value === "string") return message(text(1, value));
  return message(typeof value === "boolean" ? flag(2, value) : whole(3, value));
}

/** One program, of which each device has a part. */
export function compileOptions(devices: number, flags: Flags = {}): Uint8Array {
  const assigned = Array.from({ length: devices }, (_, id) => bytes(3, message(whole(1, id))));
  const assignment = message(whole(1, 1), whole(2, devices), ...assigned);
  const build = message(whole(4, 1), whole(5, devices), flag(6, devices > 1), bytes(9, assignment));
  const overrides = Object.entries(flags).map(([name, value]) => bytes(7, message(text(1, name), bytes(2, override(value)))));
  return message(bytes(3, build), ...overrides);
}
