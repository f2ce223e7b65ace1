/**
 * Names with dots in few words: what differs in one number alone becomes a range, and what is in all of several is said once.
 *
 *     layer1.0 to layer1.2, layer2.0 to layer2.3, in each conv1, conv2; downsample.0 in layer2.0
 */
export function printNames(names: readonly string[]): string[] {
  const heads = names.filter(name => names.some(other => other.startsWith(`${name}.`)));
  const headOf = (name: string) => heads.find(head => name.startsWith(`${head}.`));
  const holders = new Map<string, string[]>();
  for (const name of names) {
    const head = headOf(name);
    if (head) holders.set(name.slice(head.length + 1), [...(holders.get(name.slice(head.length + 1)) ?? []), head]);
  }
  const inAll = [...holders].filter(([, of]) => of.length === heads.length).map(([leaf]) => leaf);
  const inSome = [...holders].filter(([, of]) => of.length < heads.length);
  const alone = names.filter(name => !heads.includes(name) && !headOf(name));
  const ranged = ranges(heads);
  if (inAll.length > 0) ranged.push(`${ranged.pop()}, each with .${inAll.join(", .")}`);
  return [...ranged, ...inSome.map(([leaf, of]) => `.${leaf} of ${of.join(", ")}`), ...ranges(alone)];
}

/** `layer1.0 to layer1.2` for names that count up. */
function ranges(names: readonly string[]): string[] {
  const runs: { stem: string; from: string; to: string; next: number }[] = [];
  for (const name of names) {
    const [, stem, number] = /^(.*?)(\d+)$/.exec(name) ?? [null, name, "-1"];
    const last = runs.at(-1);
    if (last?.stem === stem && last.next === Number(number)) Object.assign(last, { to: name, next: last.next + 1 });
    else runs.push({ stem, from: name, to: name, next: Number(number) + 1 });
  }
  return runs.map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
}
