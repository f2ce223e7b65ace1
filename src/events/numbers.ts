/**
 * Where a value has numbers, as a tree of its shape: `"number"` for a number, `[tree]` for a list, `{ "*": tree }` for a record of any keys, and a tree for each field
 * that holds a number. JSON writes a number that is not finite as null: such a null is read back as NaN. A field of type `number | null` is not in the tree, for its null means null.
 */
export type Numbers<T extends object> = [NumberKeys<T>] extends [never] ? Record<string, never> : Fields<T>;

/** The tree of a field; never where it holds no number. */
type NumbersIn<T> =
  Present<T> extends infer P
    ? [Extract<P, number>] extends [never]
      ? [Extract<P, object>] extends [never]
        ? never
        : Inside<Extract<P, object>>
      : null extends T
        ? never
        : "number"
    : never;
type Inside<T extends object> = [T] extends [readonly (infer Item)[]]
  ? [NumbersIn<Item>] extends [never]
    ? never
    : readonly [NumbersIn<Item>]
  : [NumberKeys<T>] extends [never]
    ? never
    : Fields<T>;
type Fields<T> = { readonly [K in NumberKeys<T> as string extends K ? "*" : K]: NumbersIn<At<T, K>> };

type NumberKeys<T> = { [K in KeyOf<T>]: [NumbersIn<At<T, K>>] extends [never] ? never : K }[KeyOf<T>];
type Present<T> = Exclude<T, null | undefined>;
/** The keys of every member of a union, and what any of them has there. */
type KeyOf<T> = T extends T ? keyof T & string : never;
type At<T, K extends string> = T extends T ? (K extends keyof T ? T[K] : never) : never;

/** Any such tree. */
export type NumberTree = "number" | readonly NumberTree[] | { readonly [key: string]: NumberTree };

/** Puts NaN into a value from JSON where it is null at the place of a number; every other null stays. Returns the value, or NaN for null where `tree` is a number. */
export function revive(value: unknown, tree: NumberTree): unknown {
  if (tree === "number") return value === null ? Number.NaN : value;
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  const below: (readonly [string, NumberTree])[] =
    Array.isArray(tree) || "*" in tree
      ? Object.keys(fields).map(key => [key, Array.isArray(tree) ? tree[0] : (tree as { "*": NumberTree })["*"]])
      : Object.entries(tree);
  for (const [key, inner] of below) if (Object.hasOwn(fields, key)) fields[key] = revive(fields[key], inner);
  return value;
}
