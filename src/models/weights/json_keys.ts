/** The keys of a JSON object in their order, repeated ones repeated, which `JSON.parse` drops. `json` is known to be valid. */
export function* topLevelKeys(json: string): Generator<string> {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === '"') {
      const start = at++;
      while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
      if (depth === 1 && isFollowedByColon(json, at + 1)) yield JSON.parse(json.slice(start, at + 1));
    }
  }
}

function isFollowedByColon(json: string, at: number): boolean {
  while (" \t\r\n".includes(json[at])) at++;
  return json[at] === ":";
}
