/**
 * Railroad diagrams, as SVG that needs neither script nor network. A box is entered at its left, at the height of its
 * rail, and left at its right; what it needs above and below the rail is known before it is drawn.
 */
export interface Box {
  width: number;
  above: number;
  below: number;
  draw(x: number, y: number): string;
}

const radius = 8;
const gap = 10;
const half = 12;
const letterWidth = 7.85;

const rail = (d: string): string => `<path d="${d}"/>`;
const escapeText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const round = (n: number): number => Number(n.toFixed(1));

function labeled(text: string, kind: "word" | "value"): Box {
  const width = Math.ceil(text.length * letterWidth) + 20;
  return {
    width,
    above: half,
    below: half,
    draw: (x, y) =>
      `<g class="${kind}"><rect x="${x}" y="${y - half}" width="${width}" height="${2 * half}"${kind === "word" ? ` rx="${half}"` : ""}/>` +
      `<text x="${x + width / 2}" y="${y + 4}" textLength="${round(text.length * letterWidth)}">${escapeText(text)}</text></g>`,
  };
}
/** What is written as it stands. */
export const word = (text: string): Box => labeled(text, "word");
/** What something else is written for, or another diagram shows. */
export const value = (text: string): Box => labeled(text, "value");
export const nothing: Box = { width: 0, above: 0, below: 0, draw: () => "" };

export function sequence(...boxes: Box[]): Box {
  const shown = boxes.filter(box => box !== nothing);
  if (shown.length < 2) return shown[0] ?? nothing;
  return {
    width: shown.reduce((sum, { width }) => sum + width, gap * (shown.length - 1)),
    above: Math.max(...shown.map(({ above }) => above)),
    below: Math.max(...shown.map(({ below }) => below)),
    draw(x, y) {
      let at = x;
      return shown
        .map((box, i) => {
          const before = i === 0 ? "" : rail(`M${at} ${y}h${gap}`);
          if (i > 0) at += gap;
          const drawn = before + box.draw(at, y);
          at += box.width;
          return drawn;
        })
        .join("");
    },
  };
}

/** One of several, the first of them straight on. */
export function choice(...boxes: Box[]): Box {
  if (boxes.length < 2) return boxes[0] ?? nothing;
  const inner = Math.max(...boxes.map(({ width }) => width));
  const side = 2 * radius;
  // How far the rail of each is below that of the first.
  const depths: number[] = [];
  for (const [i, { above }] of boxes.entries())
    depths.push(i === 0 ? 0 : depths[i - 1] + Math.max(boxes[i - 1].below, i === 1 ? radius : 0) + gap + Math.max(above, radius));
  return {
    width: inner + 2 * side,
    above: boxes[0].above,
    below: depths.at(-1)! + Math.max(boxes.at(-1)!.below, radius),
    draw: (x, y) =>
      boxes
        .map((box, i) => {
          const [at, depth, right] = [x + side, depths[i], inner - box.width];
          const down = depth - 2 * radius;
          const [before, after] =
            i === 0
              ? [`M${x} ${y}h${side}`, `M${at + box.width} ${y}h${right + side}`]
              : [
                  `M${x} ${y}a${radius} ${radius} 0 0 1 ${radius} ${radius}v${down}a${radius} ${radius} 0 0 0 ${radius} ${radius}`,
                  `M${at + box.width} ${y + depth}h${right}a${radius} ${radius} 0 0 0 ${radius} ${-radius}v${-down}a${radius} ${radius} 0 0 1 ${radius} ${-radius}`,
                ];
          return rail(before) + box.draw(at, y + depth) + rail(after);
        })
        .join(""),
  };
}

export const optional = (box: Box): Box => choice(nothing, box);

/** Once or more, with something between. */
export function repeated(box: Box, between: Box = nothing): Box {
  const inner = Math.max(box.width, between.width);
  const side = 2 * radius;
  const depth = Math.max(box.below, radius) + gap + Math.max(between.above, radius);
  return {
    width: inner + 2 * side,
    above: box.above,
    below: depth + Math.max(between.below, radius),
    draw(x, y) {
      const at = x + side + (inner - box.width) / 2;
      const back = x + side + (inner - between.width) / 2;
      const [left, right] = [x + side, x + side + inner];
      const up = depth - 2 * radius;
      return [
        rail(`M${x} ${y}H${at}`),
        box.draw(at, y),
        rail(`M${at + box.width} ${y}H${right + side}`),
        rail(
          `M${right} ${y}a${radius} ${radius} 0 0 1 ${radius} ${radius}v${up}a${radius} ${radius} 0 0 1 ${-radius} ${radius}H${back + between.width}`,
        ),
        between.draw(back, y + depth),
        rail(
          `M${back} ${y + depth}H${left}a${radius} ${radius} 0 0 1 ${-radius} ${-radius}v${-up}a${radius} ${radius} 0 0 1 ${radius} ${-radius}`,
        ),
      ].join("");
    },
  };
}

const style = `
svg { background: #fff; font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
path { fill: none; stroke: #667; stroke-width: 1.5 }
text { text-anchor: middle; fill: #112 }
.title { text-anchor: start; font-weight: bold }
rect { stroke: #667; stroke-width: 1.5; fill: #e4eefb }
.value rect { fill: #fdf3d8 }
@media (prefers-color-scheme: dark) {
  svg { background: #16181d }
  path, rect { stroke: #8b93a5 }
  text { fill: #e6e9f0 }
  rect { fill: #1f3354 }
  .value rect { fill: #45391a }
}
`;

export interface Track {
  title: string;
  box: Box;
}

/** A picture of several diagrams, each under its title. */
export function picture(name: string, tracks: readonly Track[]): string {
  const margin = 16;
  let y = margin;
  const drawn = tracks.map(({ title, box }) => {
    const above = Math.max(half, box.above);
    const rails = y + 22 + above;
    y = rails + box.below + 2 * margin;
    const [start, end] = [margin + 12, margin + 12 + box.width + 24];
    return [
      `<text class="title" x="${margin}" y="${rails - above - 10}">${escapeText(title)}</text>`,
      rail(`M${margin} ${rails - 7}v14M${margin} ${rails}H${start + 12}`),
      box.draw(start + 12, rails),
      rail(`M${start + 12 + box.width} ${rails}H${end + 12}M${end + 12} ${rails - 7}v14`),
    ].join("\n");
  });
  const width = Math.ceil(Math.max(...tracks.map(({ title, box }) => Math.max(box.width + 48, title.length * letterWidth))) + 2 * margin);
  const height = Math.ceil(y - margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<title>${escapeText(name)}</title>\n<style>${style}</style>\n${drawn.join("\n")}\n</svg>\n`;
}
