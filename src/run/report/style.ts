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

.scroll { overflow-x: auto; margin: .75rem 0 1.25rem; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding-bottom: .4rem; }
th, td { text-align: start; padding: .3rem 1.5rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; }
.numeric { text-align: end; white-space: nowrap; }
td:last-child, th:last-child { padding-inline-end: 0; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem 1.5rem; margin: .5rem 0 1rem; font-size: .92rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }

figure { margin: 1rem 0 1.75rem; }
figure > svg { width: 100%; height: auto; --plot-background: var(--paper); }
@media screen and (max-width: 36rem) { figure { overflow-x: auto; } figure > svg { min-width: 34rem; } }
.key { vertical-align: middle; }
.picture { max-width: 100%; height: auto; border: 1px solid var(--line); }

.confusion { border-collapse: separate; border-spacing: 2px; font-size: .85rem; }
.confusion th, .confusion td { padding: .15rem .25rem; border: 0; text-align: center; vertical-align: middle; }
.confusion tbody th { text-align: end; padding-inline-end: .5rem; white-space: nowrap; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; position: sticky; inset-inline-start: 0; background: var(--paper); }
.confusion thead th { vertical-align: bottom; }
.confusion thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem; overflow: hidden; }
.confusion tbody td { min-width: 2.1rem; height: 2.1rem; background: var(--panel); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.confusion .right { background: rgb(var(--right) / calc(.15 + .85 * var(--share))); }
.confusion .wrong { background: rgb(var(--wrong) / calc(.15 + .85 * var(--share))); }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(10rem, 140px), 1fr)); gap: 1rem; }
.cards figure { margin: 0; break-inside: avoid; min-width: 0; }
.cards figcaption { color: var(--ink); font-size: .85rem; line-height: 1.35; overflow-wrap: anywhere; }
.cards .quiet { font-size: inherit; }
.thumbnail { width: 128px; height: 128px; object-fit: contain; background: var(--panel); margin: 0; }
p.thumbnail { display: grid; place-items: center; text-align: center; color: var(--quiet); font-size: .85rem; }
.small { display: block; width: 64px; height: 64px; object-fit: contain; }
.warning { border-inline-start: 4px solid var(--series-2); background: var(--panel); padding: .5rem .9rem; }

@media print {
  html { font-size: 11px; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  h2, h3, h4, caption, thead, h2 + p { break-after: avoid; }
  tr, figure, pre, dl, [role="region"] { break-inside: avoid; }
}
`;
