/** What the pages of `exp view` have beside the style of reports. */
export const viewStyle = `
#state { display: flex; align-items: center; gap: .6rem; min-height: 1.6rem; margin: .5rem 0 0; font-variant-numeric: tabular-nums; white-space: pre-wrap; }
#state[data-state=""] { display: none; }
progress { flex: 0 1 14rem; height: .6rem; accent-color: var(--accent); }
.state { border-radius: 1rem; padding: .05rem .6rem; font-size: .85rem; border: 1px solid var(--line); white-space: nowrap; }
.state:empty { display: none; }
.state.running { border-color: var(--accent); color: var(--accent); }
.state.finished { border-color: var(--series-3); color: var(--series-3); }
.state.failed, .state.silent, .state.unreadable, .state.gone, .state.lost { border-color: var(--series-2); color: var(--series-2); }
.links { font-size: .9rem; }
.across { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin-top: .6rem; }
.tools-line { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; }
.tools-line input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; }
.main { padding: .25rem .9rem; background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
.runs td, .runs th { vertical-align: middle; white-space: nowrap; padding-inline-end: 1rem; }
.runs thead th { vertical-align: bottom; white-space: normal; }
.runs td:last-child, .runs th:last-child { padding-inline-end: 0; }
.runs .sort { text-align: inherit; }
.runs tbody th { font-weight: 600; }
.runs tbody tr:hover { background: var(--panel); }
.runs td:first-child { padding-inline-end: .6rem; }
.beside table { width: 100%; }
.beside td, .beside tbody th { min-width: 7rem; overflow-wrap: anywhere; }
.beside thead th { white-space: normal; overflow-wrap: anywhere; }
.beside tbody th { max-width: 18rem; }
@media screen and (max-width: 48rem) {
  .runs td, .runs th { padding-inline-end: .8rem; }
  .runs .minor { display: none; }
  .runs tbody th { white-space: normal; overflow-wrap: normal; min-width: 6rem; }
  .beside td, .beside th { padding-inline-end: .8rem; }
  .beside td, .beside tbody th { min-width: 6rem; }
}
.unseen { position: absolute; min-width: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
body:has(.runs), body:has(.beside) { max-width: 76rem; }
body:has(.runs) #contents, body:has(.runs) h2 { display: none; }
`;
