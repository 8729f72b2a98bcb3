type Theme = Readonly<Record<'scheme' | 'ink' | 'soft' | 'page' | 'panel' | 'line' | 'link' | 'edge' | 'eligible' | 'fixable' | 'unknown' | 'never' | 'enabled' | 'spare' | 'others' | 'short' | 'shade', string>>;

const LIGHT: Theme = {
  scheme: 'light', ink: '#1a1f26', soft: '#55606e', page: '#fff', panel: '#f4f6f8', line: '#d3d9e0', link: '#0b57a4', edge: '#6b7684',
  eligible: '#1d8a4e', fixable: '#c77700', unknown: '#8250c4', never: '#7b8491', enabled: '#0b57a4', spare: '#dfe8e2', others: '#f0d9b0', short: '#c4342b', shade: '#1a1f2680',
};
const DARK: Theme = {
  scheme: 'dark', ink: '#e6e9ed', soft: '#a3adb9', page: '#14181d', panel: '#1e242b', line: '#3a434e', link: '#8ec2ff', edge: '#8b96a3',
  eligible: '#4fc38a', fixable: '#e0a33e', unknown: '#b493ea', never: '#7f8a97', enabled: '#6aaeff', spare: '#2b3a32', others: '#5c4a26', short: '#f0766d', shade: '#000a',
};
const PAPER: Theme = { ...LIGHT, ink: '#000', soft: '#333', panel: '#fff', line: '#999', link: '#000', edge: '#000' };

function variables({ scheme, ...colours }: Theme): string {
  return `color-scheme: ${scheme}; ${Object.entries(colours).map(([name, value]) => `--${name}: ${value};`).join(' ')}`;
}

const KINDS = ['eligible', 'fixable', 'unknown', 'never', 'enabled', 'spare', 'others', 'short'];

/** The style of the page of a check: no fonts, no pictures, nothing from elsewhere. Light, dark, narrow and on paper. */
export const HTML_STYLE = `
:root { ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${variables(DARK)} } }
:root[data-theme=dark] { ${variables(DARK)} }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem 1.5rem; max-width: 90rem; color: var(--ink); background: var(--page); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; }
h5 { font-size: .9rem; margin: .75rem 0 0; color: var(--soft); }
p { margin: .5rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h2:focus, h1:focus { outline: none; }
code { font: .875em/1.5 ui-monospace, monospace; }
[hidden] { display: none !important; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; padding: 0; margin: -1px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--page); padding: .5rem 1rem; z-index: 2; }
.soft, .hint, .share, .keys { color: var(--soft); }
.lead { font-size: 1.05rem; margin: .25rem 0 .75rem; }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: start; justify-content: space-between; }
#tools { display: flex; flex-wrap: wrap; gap: .5rem; }
button, select, input[type=search] { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--edge); border-radius: 4px; padding: .25rem .6rem; min-height: 2.25rem; }
::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--link); }
button:disabled { color: var(--soft); border-color: var(--line); cursor: default; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.notice { padding: .6rem .9rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--fixable); background: var(--panel); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; padding: .5rem 0; list-style: none; border-block: 1px solid var(--line); }
.bar { display: block; width: 100%; min-width: 8rem; height: 1.1rem; border: 1px solid var(--edge); }
.bar.tall { height: 2rem; }
.columns { display: block; width: 100%; max-width: 60rem; height: 8rem; border-bottom: 1px solid var(--edge); }
.key { display: inline-block; flex: none; width: .8rem; height: .8rem; vertical-align: baseline; }
${KINDS.map((kind) => `rect.${kind} { fill: var(--${kind}); }`).join('\n')}
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: .75rem 0 0; padding: 0; list-style: none; }
.card { padding: .75rem .9rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; }
.card .label, .card .hint { display: block; }
.card .size { font-size: 1.75rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.card .hint { font-size: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; padding: 0; list-style: none; color: var(--soft); font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; color: var(--soft); padding: .25rem 0; }
th, td { text-align: start; vertical-align: top; padding: .375rem .5rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--panel); white-space: nowrap; }
tbody th { font-weight: 600; min-width: 10rem; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
td.text { min-width: 16rem; }
td.bar, th.bar { display: table-cell; width: 22%; height: auto; border: 0 solid var(--line); border-bottom-width: 1px; min-width: 9rem; }
td.bar .bar { margin-top: .2rem; }
.state.perhaps { display: inline-block; font-weight: 600; }
.state.contended { display: inline-block; color: var(--short); font-weight: 600; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); padding: .25rem 0; }
footer { margin-top: 2rem; color: var(--soft); border-top: 1px solid var(--line); }
.filters form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; }
.field { display: grid; gap: .15rem; min-width: 0; }
.field label, legend { color: var(--soft); font-size: .9rem; padding: 0; }
.field select, .field input { width: 11.5rem; max-width: 100%; }
.wide-field input { width: 15rem; }
#f-sort { width: 14rem; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; flex-basis: 100%; order: -1; }
.pills { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .15rem; }
.pill { display: inline-flex; gap: .4rem; align-items: center; min-height: 2.25rem; padding: .2rem .75rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--panel); cursor: pointer; }
.pill:has(:checked) { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.pill:has(:focus-visible) { outline: 3px solid var(--link); outline-offset: 2px; }
.pill input { margin: 0; accent-color: var(--link); }
.pill-size { font-variant-numeric: tabular-nums; font-weight: 600; }
.below { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between; }
.count { font-weight: 600; }
.keys { font-size: .9rem; }
[role=status]:empty { display: none; }
.scroller { max-height: max(24rem, 80vh); max-height: max(24rem, 80dvh); overflow-y: auto; border: 1px solid var(--line); border-radius: 4px; }
.list table { table-layout: fixed; border-collapse: separate; border-spacing: 0; }
.list thead th { position: sticky; top: 0; z-index: 1; padding: 0; border-bottom: 1px solid var(--edge); }
.list thead button { width: 100%; text-align: start; border: 0; border-radius: 0; background: none; font-weight: 600; padding: .4rem .5rem; overflow: hidden; text-overflow: ellipsis; }
.list thead button:focus-visible { outline-offset: -3px; }
.list .c-needs, .list .c-needs button { text-align: end; }
.list tbody tr[data-place] { height: 56px; cursor: pointer; }
.list tbody tr[data-place]:hover > * { background: var(--panel); }
.list tbody th, .list tbody td { height: 56px; min-width: 0; vertical-align: middle; padding: 0 .5rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 1.35; }
.list .space td { padding: 0; border: 0; }
.list .c-id a { display: block; overflow: hidden; text-overflow: ellipsis; }
.list .c-id a code { overflow-wrap: normal; }
.list .c-id a:focus-visible { outline-offset: -2px; }
.name { display: block; font-weight: 400; overflow: hidden; text-overflow: ellipsis; }
.c-id { width: 24%; } .c-region { width: 13%; } .c-outlook { width: 18%; } .c-needs { width: 6rem; } .c-vSwitch { width: 17%; }
.c-outlook .state { display: block; }
.list tbody .c-why { white-space: normal; overflow-wrap: anywhere; font-size: .875rem; }
.list tbody td > div { max-height: 52px; overflow: hidden; }
.list tbody .c-why > div { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
.printed { display: none; }
.drawer { position: fixed; inset: 0 0 0 auto; width: min(60rem, 100vw); max-width: none; height: 100vh; height: 100dvh; max-height: none; margin: 0; padding: 0 1.5rem 2rem; border: 0; border-inline-start: 1px solid var(--line); color: var(--ink); background: var(--page); overflow-y: auto; }
.drawer::backdrop { background: var(--shade); }
.drawer-bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .75rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
.drawer-bar .close { margin-inline-start: auto; }
.drawer h2 { margin: 1rem 0 .25rem; }
.drawer h2 code { font-size: 1.2rem; }
.drawer h2, .drawer dd, .drawer p { overflow-wrap: anywhere; }
.drawer h2 .name { font-size: 1rem; }
.finding { margin: .75rem 0; padding: .75rem .9rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--line); border-radius: 4px; }
.finding.fail { border-inline-start-color: var(--fixable); }
.finding.unknown { border-inline-start-color: var(--unknown); }
.verdict { display: inline-block; padding: 0 .5rem; border: 1px solid var(--edge); border-radius: 1rem; font-size: .85rem; font-weight: 600; }
.verdict.fail, .verdict.waived { border-color: var(--fixable); }
.verdict.unknown { border-color: var(--unknown); }
.finding ol { margin: .25rem 0; padding-inline-start: 1.5rem; }
.command { display: flex; gap: .5rem; align-items: start; margin: .25rem 0; }
.command pre { flex: 1; min-width: 0; margin: 0; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; }
.facts { font-size: .875rem; }
.facts th, .facts td { min-width: 6rem; overflow-wrap: anywhere; }
.facts td:nth-child(2) { min-width: 7rem; }
.facts td:nth-child(3) { min-width: 10.5rem; }
.facts td:nth-child(4) { min-width: 11rem; }
.facts tbody th { font-weight: 400; min-width: 9rem; }
@media (max-width: 60rem) {
  .c-vSwitch, .c-needs { display: none; }
  .c-id { width: 34%; } .c-region { width: 18%; } .c-outlook { width: 24%; }
}
@media (max-width: 40rem) {
  body { padding: .75rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .4rem; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
  .card { padding: .5rem .6rem; }
  .field, .field select, .field input, .wide-field input, #f-sort { width: 100%; }
  .keys, .c-region { display: none; }
  .c-id { width: 44%; } .c-outlook { width: 28%; }
  .list tbody .c-why { font-size: .75rem; line-height: 1.25; }
  .list tbody .c-why > div { -webkit-line-clamp: 3; }
  .list tbody th, .list tbody td { padding: 0 .3rem; }
  .list .c-id code { font-size: .75rem; }
  .list tbody .c-outlook { white-space: normal; font-size: .875rem; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tbody tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .stack tbody th, .stack tbody td, .stack td.bar { display: block; width: auto; min-width: 0; padding: .1rem 0; border: 0; text-align: start; }
  .stack td::before { content: attr(data-label) ": "; color: var(--soft); }
  .stack td.bar::before { content: none; }
  .drawer { padding: 0 .75rem 2rem; }
  .drawer-bar .soft { display: none; }
  .command { flex-direction: column; }
  .command pre { width: 100%; }
}
@media print {
  :root, :root[data-theme] { ${variables(PAPER)} }
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; }
  nav, .skip, #tools, .filters form, .keys, .drawer, .copy { display: none !important; }
  .wide { overflow: visible; }
  .scroller { max-height: none; overflow: visible; border: 0; }
  .list thead th { position: static; }
  .list tbody tr[data-place], .list tbody th, .list tbody td { height: auto; white-space: normal; }
  .list tbody td > div, .list tbody .c-why > div { display: block; max-height: none; }
  .printed { display: block; }
  th, td { padding: 2pt 3pt; }
  tbody th, td.text, .bar { min-width: 0; }
  .cards { grid-template-columns: repeat(5, 1fr); gap: 4pt; }
  tr, .card { break-inside: avoid; }
  h2 { break-after: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
