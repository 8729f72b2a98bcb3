import { createHash } from 'node:crypto';

import { compareText } from '../model/group-by.ts';
import type { Result, ResultFinding } from '../model/result.ts';
import { jsonText } from './json-text.ts';
import { openFindings, ramActionsOf, stepTexts } from './open-findings.ts';
import type { Told } from './open-findings.ts';
import type { Report, RuleHelp } from './report.ts';
import { clean, cut } from './text.ts';
import { number } from './words/common.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** GitHub refuses a run with more. */
const MOST_RESULTS = 25_000;
const MOST_NOTIFICATIONS = 100;
const LONGEST_MESSAGE = 2_000;
const LONGEST_NAME = 80;
const ANCHOR = 'README.md';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<ResultFinding['severity'], string>;

/**
 * SARIF 2.1.0: a result for each failed, waived or unknown finding, the gravest first, 25,000 at most; how many were left
 * out stands in a notification. What passed is no result. Each is shown at the anchor file and names its instance as logical
 * location; its fingerprint rests on account, region, instance and rule alone. Ends with a newline.
 */
export function reportSarif({ result, anchor = ANCHOR, ruleHelp = () => null }: Pick<Report, 'result' | 'anchor' | 'ruleHelp'>): string {
  const told = openFindings(result);
  const shown = told.slice(0, MOST_RESULTS);
  const samples = new Map(shown.toReversed().map(({ finding }) => [finding.rule, finding])); // the gravest finding of each rule comes last, and stays
  const ids = [...samples.keys()].toSorted(compareText);
  const indices = new Map(ids.map((id, at) => [id, at]));
  const location = { physicalLocation: { artifactLocation: artifactOf(anchor), region: { startLine: 1 } } };
  const run = {
    tool: { driver: { name: result.tool.name, version: result.tool.version, rules: [...samples.values()].toSorted((a, b) => compareText(a.rule, b.rule)).map((finding) => toRule(finding, ruleHelp(finding.rule))) } },
    invocations: [{
      executionSuccessful: result.unread.length === 0, startTimeUtc: result.startedAt, endTimeUtc: result.finishedAt,
      toolExecutionNotifications: notifications(result, told.length - shown.length),
    }],
    results: shown.map((one) => ({ ruleIndex: indices.get(one.finding.rule) ?? 0, ...toResult(one), locations: [{ ...location, logicalLocations: [logicalLocation(one)] }] })),
    properties: { operation: result.operation, rulebook: result.rulebook, hypothetical: result.hypothetical, summary: result.summary, leftOut: told.length - shown.length },
  };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

function toRule(finding: ResultFinding, help: RuleHelp | null): object {
  const title = help?.title ?? finding.title;
  const remedy = help?.remedy ?? stepTexts(finding);
  const steps = remedy.map((text, at) => `${at + 1}. ${plain(text)}`);
  const source = help?.source ?? null;
  const why = help === null ? [] : [plain(help.why)];
  return {
    id: finding.rule,
    shortDescription: { text: plain(title) },
    fullDescription: { text: [plain(title), ...why].join(' ') },
    help: {
      text: [plain(title), ...why, ...(steps.length === 0 ? [] : [`What to do:\n${steps.join('\n')}`])].join('\n\n'),
      markdown: [`**${markdown(title)}**`, ...(help === null ? [] : [markdown(help.why)]), ...(steps.length === 0 ? [] : [remedy.map((text, at) => `${at + 1}. ${markdown(text)}`).join('\n')])].join('\n\n'),
    },
    ...(source === null ? {} : { helpUri: source }),
    defaultConfiguration: { level: LEVELS[finding.severity] },
    properties: { tags: ['direct-connection', finding.enforced ? 'enforced' : 'advised'], precision: 'very-high', 'problem.severity': finding.severity === 'info' ? 'recommendation' : finding.severity },
  };
}

/** A failure is of its severity; what is unknown is open, and has no level of its own (SARIF, 3.27.10). */
function toResult({ instance, finding }: Told): object {
  const fingerprint = createHash('sha256').update(JSON.stringify([instance.accountId, instance.region, instance.instanceId, finding.rule])).digest('hex');
  const ramActions = ramActionsOf(finding);
  return {
    ruleId: finding.rule,
    kind: finding.verdict === 'unknown' ? 'open' : 'fail',
    level: finding.verdict === 'unknown' ? 'none' : LEVELS[finding.severity],
    message: { text: messageOf({ instance, finding }) },
    partialFingerprints: { 'tairPreflight/v1': fingerprint, primaryLocationLineHash: fingerprint },
    ...(finding.verdict === 'waived' ? { suppressions: [suppression(finding)] } : {}),
    properties: {
      accountId: instance.accountId, region: instance.region, instanceId: instance.instanceId, name: instance.name, standing: instance.standing,
      verdict: finding.verdict, severity: finding.severity, enforced: finding.enforced, predicts: finding.predicts.map(({ code }) => code),
      ...(ramActions.length === 0 ? {} : { ramActions }),
    },
  };
}

function suppression({ waiver }: ResultFinding): object {
  if (waiver === null) return { kind: 'external', status: 'accepted' };
  const until = waiver.expires === null ? '' : ` until ${waiver.expires}`;
  return { kind: 'external', status: 'accepted', justification: plain(`Approved by ${waiver.owner}${until}: ${waiver.reason}`) };
}

function messageOf({ instance, finding }: Told): string {
  const name = instance.name === null ? '' : ` (${cut(clean(instance.name), LONGEST_NAME)})`;
  const place = instance.region === null ? '' : ` in ${cut(clean(instance.region), LONGEST_NAME)}`;
  const steps = stepTexts(finding).map((text, at) => `${at + 1}. ${text}`);
  return plain(cut(clean([`${cut(clean(instance.instanceId), LONGEST_NAME)}${name}${place}: ${finding.message}`, ...steps].join(' ')), LONGEST_MESSAGE));
}

/** A sentence as SARIF wants it: brackets would be links, numbers in braces would be filled in (SARIF, 3.11.5 and 3.11.6). */
function plain(text: string): string {
  return clean(text).replaceAll(/[\\[\]]/g, (mark) => `\\${mark}`).replaceAll(/\{(\d+)\}/g, '{{$1}}');
}

function markdown(text: string): string {
  return clean(text).replaceAll(/[\\`*_[\]<>&#|~!@]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function logicalLocation({ instance }: Told): object {
  return { name: instance.instanceId, fullyQualifiedName: [instance.accountId ?? 'unknown', instance.region ?? 'unknown', instance.instanceId].join('/'), kind: 'resource' };
}

/** A path of the repository as the relative URI that it is; an absolute one as a file URI. */
function artifactOf(anchor: string): object {
  const segments = anchor.replaceAll('\\', '/').replaceAll(/\p{Cs}/gu, '').split('/').map(encodeURIComponent);
  if (segments[0] === '') return { uri: `file://${segments.join('/')}` };
  return { uri: segments.join('/').replace(/^(\.\/)+/, ''), uriBaseId: '%SRCROOT%' };
}

function notifications(result: Result, leftOut: number): object[] {
  const unread = result.unread.slice(0, MOST_NOTIFICATIONS).map(({ what, reason, detail, ramAction }) => ({
    level: 'error',
    message: { text: plain(cut(clean(`${what.operation}${what.region === null ? '' : ` in ${what.region}`} could not be read (${reason}): ${detail}`), LONGEST_MESSAGE)) },
    properties: { ...what, reason, ramAction },
  }));
  const notes = [
    ...(result.unread.length > unread.length ? [`${number(result.unread.length - unread.length)} more reads failed.`] : []),
    ...(leftOut > 0 ? [`${number(leftOut)} more findings, none graver than those shown, were left out: a file holds ${number(MOST_RESULTS)} results at most.`] : []),
    ...(result.hypothetical ? ['This result is hypothetical: facts were assumed.'] : []),
  ];
  return [...unread, ...notes.map((text) => ({ level: 'warning', message: { text } }))];
}
