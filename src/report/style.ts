/**
 * The style of the report. Text on shaded cells stays readable because shades keep to one side: in the light they are pale enough for
 * dark text even at a share of 1, in the dark deep enough for light text.
 */
export const style = `
:root {
  --paper: #ffffff; --ink: #1c2126; --quiet: #59636e; --line: #d6dbe1; --panel: #f4f6f8; --accent: #0b57d0;
  --right: 96 156 245; --wrong: 240 150 70;
  --series-1: #0b57d0; --series-2: #b3470a; --series-3: #1a7f4b; --series-4: #8a3fc7; --series-5: #6b5a00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e4e8ed; --quiet: #9aa5b1; --line: #353c45; --panel: #1d232a; --accent: #8ab4f8;
    --right: 31 88 186; --wrong: 150 72 14;
    --series-1: #6ea8fe; --series-2: #f5a35c; --series-3: #5fd39a; --series-4: #cf9cff; --series-5: #d9c74a;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); color-scheme: light dark; font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { max-width: 58rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; margin: 0 0 .75rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: .92rem; margin: 1.2rem 0 .3rem; }
p { margin: .4rem 0; }
a { color: var(--accent); }
header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
.result { font-size: 1.2rem; margin-top: .5rem; font-variant-numeric: tabular-nums; }
.quiet, caption, summary, figcaption { color: var(--quiet); font-size: .9rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0 0; font-size: .9rem; }
section { margin-top: 2.5rem; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: 0; overflow-x: auto; }
code { font: .9rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }

/* A caption is as wide as the frame and stays in it while the table below is scrolled. */
.scroll { overflow-x: auto; margin: .75rem 0 1.25rem; container-type: inline-size; }
caption > span { display: block; position: sticky; inset-inline-start: 0; width: fit-content; max-width: 100cqw; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding-bottom: .4rem; min-width: min(30rem, 80vw); }
th, td { text-align: start; padding: .3rem 1.5rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; }
.numeric { text-align: end; white-space: nowrap; }
td.wide { min-width: 11rem; } tbody th.wide { min-width: 8rem; } th.wide bdi { display: inline-block; max-width: min(22rem, 55vw); } thead .wide { white-space: normal; }
td:last-child, th:last-child { padding-inline-end: 0; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem 1.5rem; margin: .5rem 0 1rem; font-size: .92rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }

figure { margin: 1rem 0 1.75rem; }
.chart svg:not(.key), .heat-map svg { display: block; width: 100%; height: auto; --plot-background: var(--paper); overflow: visible; }
.chart { min-width: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1.5rem; }
.legend { list-style: none; margin: .2rem 0; padding: 0; }
.stage { position: relative; touch-action: pan-y; user-select: none; -webkit-user-select: none; border-radius: 4px; }
.stage > svg { cursor: crosshair; }
.stage .marks line { stroke: currentColor; stroke-opacity: .5; pointer-events: none; }
.stage .marks circle { stroke: var(--paper); pointer-events: none; }
.stage .drag { fill: var(--accent); fill-opacity: .18; pointer-events: none; }
.stage .ticks { fill: currentColor; stroke: none; }
.stage .ticks line { stroke: currentColor; }
.stage .ticks .grid { stroke-opacity: .15; }
.tip { position: absolute; left: 0; top: 0; width: max-content; max-width: 100%; overflow-wrap: anywhere; padding: .3rem .6rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; font-size: .82rem; font-variant-numeric: tabular-nums; pointer-events: none; }
.tip[hidden] { display: none; }
.where { color: var(--quiet); }
.sample { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-inline-end: .4rem; }
.tools { position: absolute; inset-inline-end: 0; top: -.6rem; display: flex; gap: .25rem; color: var(--quiet); }
.stage:hover .tools, .stage:focus-within .tools { color: var(--ink); }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.tools button { min-width: 1.9rem; height: 1.7rem; padding: 0 .4rem; font-size: .85rem; line-height: 1; }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sort { background: none; border: 0; padding: 0; font-weight: inherit; text-align: inherit; }
.sort::after { content: " ↕"; content: " ↕" / ""; opacity: .45; }
[aria-sort="ascending"] .sort::after { content: " ↑"; content: " ↑" / ""; opacity: 1; }
[aria-sort="descending"] .sort::after { content: " ↓"; content: " ↓" / ""; opacity: 1; }
tfoot th, tfoot td { border-top: 2px solid var(--line); }
tfoot th { font-weight: 500; }
/* Where there is no script to draw them narrower, charts shrink and their text does not. */
@media screen and (max-width: 36rem) {
  .chart > svg { font-size: 20px !important; } .pair .chart > svg { font-size: 14px !important; }
  .heat-map > div { overflow-x: auto; } .heat-map svg { min-width: 36rem; }
}
.key { vertical-align: middle; }
/* Wide pages have room for two explanations side by side. */
@media screen and (min-width: 84rem) {
  .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; width: 80rem; margin-inline: calc((100% - 80rem) / 2); }
  .two h3 { margin-top: 0; }
}
.picture { display: block; max-width: 100%; height: auto; border: 1px solid var(--line); }

.confusion { border-collapse: separate; border-spacing: 2px; font-size: .85rem; }
.confusion th, .confusion td { padding: .15rem .25rem; border: 0; text-align: center; vertical-align: middle; }
.confusion tbody th { text-align: end; padding-inline-end: .5rem; white-space: nowrap; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; position: sticky; inset-inline-start: 0; background: var(--paper); }
.confusion thead th { vertical-align: bottom; }
.confusion thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem; overflow: hidden; }
.confusion tbody td { min-width: 2.1rem; height: 2.1rem; background: var(--panel); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.confusion .right { background: rgb(var(--right) / calc(.15 + .85 * var(--part))); }
.confusion .wrong { background: rgb(var(--wrong) / calc(.15 + .85 * var(--part))); }
.matrix:has(.by-share:checked) .right { background: rgb(var(--right) / calc(.15 + .85 * var(--share))); }
.matrix:has(.by-share:checked) .wrong { background: rgb(var(--wrong) / calc(.15 + .85 * var(--share))); }
.matrix .share, .matrix:has(.by-share:checked) .count { display: none; }
.matrix:has(.by-share:checked) span.share { display: inline; }
.matrix:has(.by-share:checked) div.share { display: block; }
.confusion td a { display: grid; place-items: center; min-height: 2rem; margin: -.15rem -.25rem; color: inherit; text-decoration: none; }
.confusion td a:hover { outline: 2px solid var(--accent); }
.choice { border: 0; padding: 0; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .9rem; }
.choice legend { float: inline-start; padding: 0; margin-inline-end: 1rem; color: var(--quiet); }
.cell { scroll-margin-top: 1rem; }
.cell:target { border-inline-start: 4px solid var(--accent); padding-inline-start: .8rem; }
.thumbnails { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: .8rem; }
.thumbnails figure { margin: 0; min-width: 0; }
.thumbnails img, .gone { display: block; width: 96px; height: 96px; object-fit: contain; background: var(--panel); margin: 0; }
.thumbnails figcaption { font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere; }
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem 1.25rem; }
dialog::backdrop { background: rgb(0 0 0 / .5); }
dialog > button { float: inline-end; width: 2rem; height: 2rem; font-size: 1.1rem; }
.cell-dialog { width: min(44rem, 92vw); max-height: 85vh; overflow: auto; }
.cell-dialog h4 { margin: .2rem 2.5rem .8rem 0; font-size: 1.05rem; }
.picture-dialog { max-width: 97vw; max-height: 97vh; padding: .6rem; }
.picture-dialog .frame { clear: both; max-height: calc(97vh - 4.5rem); overflow: auto; }
.picture-dialog > button { margin-bottom: .5rem; }
.picture-dialog img { display: block; max-width: none; image-rendering: pixelated; }
.picture-dialog .photo { image-rendering: auto; }
.picture-dialog .says { margin: .6rem 0 0; contain: inline-size; min-width: 16rem; }
.opener { display: block; width: fit-content; padding: 0; background: none; border: 0; border-radius: 0; }
.enlarges, .opener { cursor: zoom-in; }
figcaption > button { padding: .1rem .6rem; font-size: .85rem; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(10rem, 140px), 1fr)); gap: 1rem; }
.cards figure { margin: 0; break-inside: avoid; min-width: 0; }
.cards figcaption { color: var(--ink); font-size: .85rem; line-height: 1.35; overflow-wrap: anywhere; }
.cards .quiet { font-size: inherit; }
.thumbnail { width: 128px; height: 128px; object-fit: contain; background: var(--panel); margin: 0; }
p.thumbnail { display: grid; place-items: center; text-align: center; color: var(--quiet); font-size: .85rem; }
.small { display: block; width: 48px; height: 48px; object-fit: contain; }
.warning { border-inline-start: 4px solid var(--series-2); background: var(--panel); padding: .5rem .9rem; }

@media print {
  html { font-size: 11px; }
  body { max-width: none; padding: 0; }
  nav, .tools, .tip, .choice, figcaption > button, details.cells, details.animation, dialog { display: none; }
  .sort::after { content: none; }
  a { color: inherit; text-decoration: none; }
  .pair { grid-template-columns: 1fr 1fr; }
  figure.chart svg:not(.key) { max-height: 9cm; }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  h2, h3, h4, caption, thead, h2 + p, h3 + p, p:has(+ .cards), p:has(+ .scroll) { break-after: avoid; }
  tr, figure, dl, p, li, caption, .pair, .scroll, .matrix, pre { break-inside: avoid; }
  /* A total is not said again on every page of its table. */
  tfoot { display: table-row-group; }
  .picture { max-height: 21cm; width: auto; }
}
`;
