import { createCB } from 'xmlbuilder2';

import type { Result, ResultFinding, ResultInstance } from '../model/result.ts';
import { missingParts } from './missing-parts.ts';
import { stepTexts } from './open-findings.ts';
import type { Report } from './report.ts';
import { clean, cut } from './text.ts';
import { number } from './words/common.ts';

/** Suites that are written; readers of JUnit refuse files that grow without end. */
const MOST_SUITES = 2_000;
const LONGEST_TEXT = 4_000;
const LONGEST_NAME = 200;

interface Suite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly cases: readonly Case[];
}

interface Case {
  readonly name: string;
  readonly ending: 'passed' | 'skipped' | 'failure' | 'error';
  /** One line: what was seen, or why there is no verdict. */
  readonly message: string;
  /** Rule severity of a failure, reason of an error. */
  readonly type: string;
  readonly details: readonly string[];
}

type Builder = ReturnType<typeof createCB>;

/**
 * JUnit XML: a suite for each instance, named REGION/ID, with a case for each rule. What failed with severity error is a
 * failure, what is unknown there an error, what was waived or does not apply is skipped. Advice that failed passes
 * and says so in system-out, and unknown advice is skipped, as neither changes an exit code. Parts of the scope that could not be read are errors
 * of a suite of their own. 2,000 instances at most, the gravest; the others are counted, and one of them that is not in
 * order makes that count an error. Ends with a newline.
 */
export function reportJunit({ result }: Pick<Report, 'result'>): string {
  const shown = gravest(result.instances);
  const suites = [...scopeSuites(result), ...shown.map(toSuite), ...leftOutSuites(result, shown)];
  const chunks: string[] = [];
  const xml = createCB({ data: (chunk: string) => { chunks.push(chunk); }, prettyPrint: true, invalidCharReplacement: '' });
  const all = suites.flatMap((suite) => suite.cases);
  const seconds = Math.max(0, (Date.parse(result.finishedAt) - Date.parse(result.startedAt)) / 1000);
  xml.dec({ encoding: 'UTF-8' }).ele('testsuites', { name: `${result.tool.name} ${result.operation}`, ...countsOf(all), time: seconds.toFixed(3) });
  for (const suite of suites) writeSuite(xml, suite, result.finishedAt);
  xml.up().end();
  return `${chunks.join('').trimEnd()}\n`;
}

/** In the order of the result; where there are too many, those that are not in order first. */
function gravest(instances: readonly ResultInstance[]): readonly ResultInstance[] {
  if (instances.length <= MOST_SUITES) return instances;
  const order = ['unknown', 'blocked', 'eligible', 'enabled'];
  const kept = new Set(instances.toSorted((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing)).slice(0, MOST_SUITES));
  return instances.filter((instance) => kept.has(instance));
}

function toSuite(instance: ResultInstance): Suite {
  return {
    name: `${instance.region ?? 'no region'}/${instance.instanceId}`,
    properties: { account: instance.accountId, name: instance.name, standing: instance.standing },
    cases: instance.findings.map((finding) => (instance.standing === 'enabled' && finding.verdict !== 'pass' ? notCounted(finding) : toCase(finding))),
  };
}

function notCounted({ rule }: ResultFinding): Case {
  return { name: rule, ending: 'skipped', message: 'The instance has a direct endpoint already: this does not count.', type: '', details: [] };
}

function toCase(finding: ResultFinding): Case {
  const { rule: name, severity, verdict, message, waiver } = finding;
  const details = [message, ...stepTexts(finding).map((text, at) => `${at + 1}. ${text}`)];
  if (verdict === 'pass') return { name, ending: 'passed', message: '', type: '', details: [] };
  if (verdict === 'skipped') return { name, ending: 'skipped', message, type: '', details: [] };
  if (verdict === 'waived') return { name, ending: 'skipped', message: waiver === null ? 'Waived.' : `Waived by ${waiver.owner}${waiver.expires === null ? '' : ` until ${waiver.expires}`}: ${waiver.reason}`, type: '', details: [] };
  if (severity !== 'error' && verdict === 'unknown') return { name, ending: 'skipped', message, type: '', details: [] };
  if (severity !== 'error') return { name, ending: 'passed', message: '', type: severity, details: [`${severity}: ${details[0] ?? ''}`, ...details.slice(1)] };
  if (verdict === 'unknown') return { name, ending: 'error', message, type: finding.unknown[0]?.reason ?? 'unknown', details };
  return { name, ending: 'failure', message: finding.saw ?? message, type: severity, details };
}

function scopeSuites(result: Result): Suite[] {
  const parts = missingParts(result);
  if (parts.length === 0) return [];
  const cases = parts.slice(0, MOST_SUITES).map(({ what, reason, detail, ramAction }): Case => ({
    name: `${what.operation}${what.region === null ? '' : ` in ${what.region}`}`, ending: 'error', message: `Could not be read (${reason}): ${detail}`, type: reason,
    details: ramAction === null ? [] : [`Grant ${ramAction} and run again.`],
  }));
  return [{ name: 'scope', properties: {}, cases }];
}

function leftOutSuites({ instances }: Result, shown: readonly ResultInstance[]): Suite[] {
  if (shown.length === instances.length) return [];
  const kept = new Set(shown);
  const open = instances.filter((instance) => !kept.has(instance) && (instance.standing === 'blocked' || instance.standing === 'unknown')).length;
  const message = `${number(instances.length - shown.length)} more instances stand in --format json; ${number(open)} of them are blocked or unknown.`;
  return [{ name: 'left out', properties: {}, cases: [{ name: 'instances beyond those shown', ending: open > 0 ? 'error' : 'skipped', message, type: 'left-out', details: [] }] }];
}

function countsOf(cases: readonly Case[]): Record<string, string> {
  const count = (ending: Case['ending']): string => String(cases.filter((one) => one.ending === ending).length);
  return { tests: String(cases.length), failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function writeSuite(xml: Builder, { name, properties, cases }: Suite, timestamp: string): void {
  const shownName = line(name, LONGEST_NAME);
  xml.ele('testsuite', { name: shownName, ...countsOf(cases), timestamp: timestamp.replace(/(\.\d+)?Z$/, ''), time: '0' });
  const known = Object.entries(properties).flatMap(([key, value]) => (value === null ? [] : [{ name: key, value: line(value, LONGEST_NAME) }]));
  if (known.length > 0) {
    xml.ele('properties');
    for (const property of known) xml.ele('property', property).up();
    xml.up();
  }
  for (const one of cases) writeCase(xml, one, shownName);
  xml.up();
}

function writeCase(xml: Builder, { name, ending, message, type, details }: Case, classname: string): void {
  xml.ele('testcase', { name: line(name, LONGEST_NAME), classname, time: '0' });
  const text = details.map((detail) => line(detail, LONGEST_TEXT)).join('\n');
  if (ending === 'skipped') xml.ele('skipped', { message: line(message, LONGEST_TEXT) }).up();
  else if (ending === 'passed') {
    if (text !== '') xml.ele('system-out').txt(text).up();
  } else xml.ele(ending, { message: line(message, LONGEST_TEXT), type }).txt(text).up();
  xml.up();
}

/** A text on one line, without anything that XML 1.0 or a console cannot hold. */
function line(text: string, cells: number): string {
  return cut(clean(text), cells).replaceAll(/[\uFFFE\uFFFF]/g, '');
}
