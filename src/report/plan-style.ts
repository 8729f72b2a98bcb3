/** The style of the HTML page of a plan: no fonts, no pictures, nothing from elsewhere. Light, dark, narrow and on paper. */
export const PLAN_STYLE = `
:root { color-scheme: light dark; --ink: #1a1f26; --soft: #55606e; --page: #fff; --panel: #f4f6f8; --line: #d3d9e0; --link: #0b57a4; --reserved: #0b57a4; --kept: #b26a00; --spare: #cfe3d4; --edge: #6b7684; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a3adb9; --page: #14181d; --panel: #1e242b; --line: #3a434e; --link: #8ec2ff; --reserved: #6aaeff; --kept: #e0a33e; --spare: #2f4a3a; --edge: #8b96a3; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 80rem; color: var(--ink); background: var(--page); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap:break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font: .875em/1.5 ui-monospace, monospace; }
pre { margin: .5rem 0; padding: .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; color: var(--soft); padding: .25rem 0; }
th, td { text-align: start; vertical-align: top; padding: .375rem .5rem; border-bottom: 1px solid var(--line); min-width: 5rem; }
thead th { background: var(--panel); }
tbody th { font-weight: 600; min-width: 10rem; }
.number { text-align: end; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.request { min-width: 16rem; }
.bar { display: block; width: 100%; min-width: 8rem; height: 1.1rem; border: 1px solid var(--edge); }
.key { display: inline-block; width: 1.5rem; height: .8rem; border: 1px solid var(--edge); vertical-align: baseline; }
.reserved { fill: var(--reserved); }
.kept { fill: var(--kept); }
.spare { fill: var(--spare); }
.none { fill: none; }
footer { margin-top: 2rem; color: var(--soft); border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .5rem; }
}
@media print {
  :root { --ink: #000; --soft: #333; --page: #fff; --panel: #fff; --line: #999; --link: #000; --reserved: #333; --kept: #999; --spare: #eee; --edge: #000; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav { display: none; }
  .wide { overflow: visible; }
  th, td { min-width: 0; padding: 2pt 3pt; }
  tbody th, .request { min-width: 0; }
  .bar { min-width: 2cm; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
