import { DATA_PLANE_STATUSES } from '../model/data-plane.ts';
import type { Address, DataPlaneStatus, Latency, Verification, VerifiedInstance } from '../model/data-plane.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph, shown, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { clean, pad } from './text.ts';
import { VERIFY_WORDS } from './words/verify.ts';
import type { ToldFinding, VerifyWords } from './words/verify.ts';

interface VerifyPage extends Page {
  readonly words: VerifyWords;
}

/** What connecting to the endpoints showed, for people: each instance with its findings, what to do under those that want something done, then how many ended how. Ends with a newline. */
export function reportVerifyTable(verification: Verification, look: Look): string {
  const page: VerifyPage = { ...makePage(look), words: VERIFY_WORDS[look.language ?? 'en'] };
  const { tool, startedAt, instances, unread } = verification;
  const parts = [
    paragraph(page, page.words.run(tool.name, tool.version, startedAt), 0),
    ...instances.map((instance) => showInstance(page, instance)),
    ...(unread.length === 0 ? [] : [showUnread(page, unread)]),
    paragraph(page, summaryText(page.words, verification), 0).map(page.paint.bold),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The verification as one JSON object. Ends with a newline. */
export function reportVerifyJson(verification: Verification): string {
  return jsonText(verification);
}

const COLORS: Readonly<Record<DataPlaneStatus, 'green' | 'yellow' | 'red'>> = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'yellow' };
const WIDEST_STATUS = 'problem'.length;

function showInstance(page: VerifyPage, instance: VerifiedInstance): string[] {
  const place = [instance.instanceId, ...(instance.name === null || instance.name === instance.instanceId ? [] : [instance.name]), ...(instance.region === null ? [] : [instance.region])];
  return [
    page.paint[COLORS[instance.status]](page.paint.bold(`${place.map((text) => shown(text)).join(page.words.comma)}${wordsOf(page).colon}${instance.status}`)),
    ...showEndpoint(page, 'direct', instance.direct),
    ...showEndpoint(page, 'proxy', instance.proxy),
    ...page.words.findings(instance).flatMap((finding) => showFinding(page, finding)),
    ...(instance.commands === null || instance.commands.length === 0 ? [] : paragraph(page, page.words.countsMean, 2).map(page.paint.dim)),
    ...showLatency(page.words, instance),
  ];
}

function showEndpoint(page: VerifyPage, what: 'direct' | 'proxy', address: Address | null): string[] {
  return address === null ? [] : paragraph(page, `${pad(page.words.endpoints[what], 6)} ${address.host}:${address.port}`, 2);
}

function showFinding(page: VerifyPage, { status, message, advice }: ToldFinding): string[] {
  const [first = '', ...rest] = paragraph(page, message, 2, `${pad(status, WIDEST_STATUS)}  `);
  const mark = `  ${status}`;
  return [
    `  ${page.paint[COLORS[status]](status)}${first.slice(mark.length)}`,
    ...rest,
    ...(advice === null || status === 'ok' ? [] : paragraph(page, advice, WIDEST_STATUS + 4, '→ ')),
  ];
}

function showLatency(words: VerifyWords, { latency }: VerifiedInstance): string[] {
  const rows = ([['direct', latency.direct], ['proxy', latency.proxy]] as const).flatMap(([side, times]) => (times === null ? [] : [latencyRow(words.endpoints[side], times)]));
  return rows.length === 0 ? [] : [`  ${pad(words.ping, 12)}${['p50', 'p95', 'p99'].map((name) => name.padStart(10)).join('')}`, ...rows];
}

function latencyRow(side: string, { p50, p95, p99 }: Latency): string {
  return `    ${pad(side, 10)}${[p50, p95, p99].map((time) => time.toFixed(3).padStart(10)).join('')}`;
}

function showUnread(page: VerifyPage, unread: Verification['unread']): string[] {
  return [
    page.paint.yellow(page.paint.bold(page.words.unread)),
    ...unread.flatMap(({ what, detail }) => paragraph(page, `${clean(what.operation)}${what.region === null ? '' : page.words.inRegion(clean(what.region))}${wordsOf(page).colon}${detail}`, 2, '- ')),
  ];
}

function summaryText(words: VerifyWords, { summary, unread }: Verification): string {
  const ends = DATA_PLANE_STATUSES.flatMap((status) => (summary[status] === 0 ? [] : [{ status, size: summary[status] }]));
  return `${words.summary(summary.instances, ends)}${unread.length === 0 ? '' : words.partsUnread(unread.length)}`;
}
