import { COUNTS_MEAN } from '../model/data-plane.ts';
import type { Address, DataPlaneFinding, DataPlaneStatus, Latency, Verification, VerifiedInstance } from '../model/data-plane.ts';
import type { Look } from './look.ts';
import { count, makePage, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { clean, pad } from './text.ts';

/** What connecting to the endpoints showed, for people: each instance with its findings, what to do under those that want something done, then how many ended how. Ends with a newline. */
export function reportVerifyTable(verification: Verification, look: Look): string {
  const page = makePage(look);
  const { tool, startedAt, instances, unread } = verification;
  const parts = [
    paragraph(page, `${tool.name} ${tool.version} verify, ${startedAt}`, 0),
    ...instances.map((instance) => showInstance(page, instance)),
    ...(unread.length === 0 ? [] : [showUnread(page, unread)]),
    paragraph(page, summaryText(verification), 0).map(page.paint.bold),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The verification as one JSON object. Ends with a newline. */
export function reportVerifyJson(verification: Verification): string {
  return `${JSON.stringify(verification, null, 2)}\n`;
}

const COLORS: Readonly<Record<DataPlaneStatus, 'green' | 'yellow' | 'red'>> = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'yellow' };
const WIDEST_STATUS = 'problem'.length;

function showInstance(page: Page, instance: VerifiedInstance): string[] {
  const place = [instance.instanceId, ...(instance.name === null || instance.name === instance.instanceId ? [] : [instance.name]), ...(instance.region === null ? [] : [instance.region])];
  return [
    page.paint[COLORS[instance.status]](page.paint.bold(`${place.map((text) => shown(text)).join(', ')}: ${instance.status}`)),
    ...showEndpoint(page, 'direct', instance.direct),
    ...showEndpoint(page, 'proxy', instance.proxy),
    ...instance.findings.flatMap((finding) => showFinding(page, finding)),
    ...(instance.commands === null || instance.commands.length === 0 ? [] : paragraph(page, COUNTS_MEAN, 2).map(page.paint.dim)),
    ...showLatency(instance),
  ];
}

function showEndpoint(page: Page, what: string, address: Address | null): string[] {
  return address === null ? [] : paragraph(page, `${pad(what, 6)} ${address.host}:${address.port}`, 2);
}

function showFinding(page: Page, { status, message, advice }: DataPlaneFinding): string[] {
  const [first = '', ...rest] = paragraph(page, message, 2, `${pad(status, WIDEST_STATUS)}  `);
  const mark = `  ${status}`;
  return [
    `  ${page.paint[COLORS[status]](status)}${first.slice(mark.length)}`,
    ...rest,
    ...(advice === null || status === 'ok' ? [] : paragraph(page, advice, WIDEST_STATUS + 4, '→ ')),
  ];
}

function showLatency({ latency }: VerifiedInstance): string[] {
  const rows = ([['direct', latency.direct], ['proxy', latency.proxy]] as const).flatMap(([side, times]) => (times === null ? [] : [latencyRow(side, times)]));
  return rows.length === 0 ? [] : [`  ${pad('PING in ms', 12)}${['p50', 'p95', 'p99'].map((name) => name.padStart(10)).join('')}`, ...rows];
}

function latencyRow(side: string, { p50, p95, p99 }: Latency): string {
  return `    ${pad(side, 10)}${[p50, p95, p99].map((time) => time.toFixed(3).padStart(10)).join('')}`;
}

function showUnread(page: Page, unread: Verification['unread']): string[] {
  return [
    page.paint.yellow(page.paint.bold('Could not be read')),
    ...unread.flatMap(({ what, detail }) => paragraph(page, `${clean(what.operation)}${what.region === null ? '' : ` in ${clean(what.region)}`}: ${detail}`, 2, '- ')),
  ];
}

function summaryText({ summary, unread }: Verification): string {
  const parts = [
    ...(summary.ok === 0 ? [] : [`${summary.ok} ok`]),
    ...(summary.warning === 0 ? [] : [`${summary.warning} with warnings`]),
    ...(summary.problem === 0 ? [] : [`${summary.problem} with a problem`]),
    ...(summary.unknown === 0 ? [] : [`${summary.unknown} with something not measured`]),
  ];
  const left = unread.length === 0 ? '' : ` ${count(unread.length, 'part')} of the scope could not be read.`;
  return `${count(summary.instances, 'instance')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.${left}`;
}
