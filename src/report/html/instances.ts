import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import { failedErrors, factText, sawOf } from '../findings.ts';
import { number } from '../words/common.ts';
import { OUTLOOKS } from '../words/html.ts';
import type { HtmlWords } from '../words/html.ts';
import { bdi, code, escape, table } from './markup.ts';
import { outlookOf, undecidedOf } from './outlook.ts';

/** Rows of the document as it reads without its script; with it, all instances are listed. */
const MOST_ROWS = 200;

/** The first instances, those that can be acted on before the others, each with the reason for its standing. */
export function instancesTable({ instances }: Result, words: HtmlWords): string {
  if (instances.length === 0) return `<p>${escape(words.nothing)}</p>`;
  const rows = OUTLOOKS.flatMap((outlook) => instances.filter((instance) => outlookOf(instance) === outlook).toSorted((a, b) => Math.sign(undecidedOf(a)) - Math.sign(undecidedOf(b))).slice(0, MOST_ROWS)).slice(0, MOST_ROWS);
  const { columns } = words;
  const left = instances.length > rows.length ? `\n<p>${escape(words.leftOutInstances(rows.length, instances.length))}</p>` : '';
  return `${table({
    id: 'instances', caption: words.instances(instances.length),
    columns: [{ title: columns.id }, { title: columns.region }, { title: columns.outlook }, { title: columns.why, kind: 'text' }, { title: columns.needs, kind: 'number' }, { title: columns.vSwitch }],
    rows: rows.map((instance) => [
      `${code(instance.instanceId)}<br>${bdi(instance.name)}`, code(instance.region ?? '–'),
      `${escape(words.outlooks[outlookOf(instance)])}${instance.contended ? ` <span class="state contended">${escape(words.client.contended)}</span>` : ''}${undecidedOf(instance) > 0 ? ` <span class="state perhaps">${escape(words.undecided.mark(undecidedOf(instance)))}</span>` : ''}`,
      whyOf(instance), instance.addressesNeeded === null ? '?' : number(instance.addressesNeeded), code(factText(instance, 'instance.vSwitchId') ?? '–'),
    ]),
  })}${left}`;
}

/** What was seen of the failed rules, else what is unknown; nothing for those that can go or have gone. */
function whyOf(instance: ResultInstance): string {
  if (instance.standing === 'enabled' || instance.standing === 'eligible') return '–';
  const failed = failedErrors(instance);
  const [unknown] = instance.findings.filter(({ severity, verdict }) => severity === 'error' && verdict === 'unknown');
  const told: readonly ResultFinding[] = failed.length > 0 ? failed : unknown === undefined ? [] : [unknown];
  return told.map((finding) => `${escape(sawOf(finding))} ${code(finding.rule)}`).join('<br>');
}
