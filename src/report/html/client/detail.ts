import type { FactValue } from '../../../model/facts.ts';
import type { Language } from '../../../model/language.ts';
import { whatHappened, whatToDo } from '../../../model/reason-words.ts';
import type { ResultFinding } from '../../../model/result.ts';
import type { Verdict } from '../../../model/rule.ts';
import { FIRST_REQUEST_TEXT, NEXT_UUID, REQUEST_LEFT_OUT } from '../packed.ts';
import type { Packed, PackedFinding, PackedValue } from '../packed.ts';
import { textOf, withId } from './fleet.ts';
import type { Fleet, Row } from './fleet.ts';

/** A fact of an instance and where it comes from. */
export interface FactLine {
  readonly name: string;
  readonly isKnown: boolean;
  /** The value, or why there is none and what to do. */
  readonly text: string;
  readonly operation: string | null;
  readonly requestId: string | null;
  /** True where the request id was left out for the size of the page. */
  readonly isLeftOut: boolean;
  readonly readAt: string | null;
}

export interface StepLine {
  readonly text: string;
  readonly run: string | null;
  readonly impact: string | null;
  readonly ram: readonly string[];
  readonly inPlace: boolean;
}

export interface FindingLine {
  readonly rule: string;
  readonly title: string;
  readonly severity: ResultFinding['severity'];
  readonly verdict: Verdict;
  readonly message: string;
  readonly looked: readonly FactLine[];
  readonly steps: readonly StepLine[];
  readonly waiver: PackedFinding['waiver'];
}

/** Everything that is told of one instance. */
export interface Detail {
  readonly findings: readonly FindingLine[];
  /** By name. */
  readonly facts: readonly FactLine[];
  readonly codes: readonly string[];
}

/** The findings of one instance as they are told: what stands in the way, advice that failed, and all others. */
export interface FindingGroups {
  readonly counts: readonly FindingLine[];
  readonly advice: readonly FindingLine[];
  readonly rest: readonly FindingLine[];
}

/** Where there is a direct endpoint already nothing stands in the way, whatever the rules say. */
export function groupsOf({ findings }: Pick<Detail, 'findings'>, { outlook }: Pick<Row, 'outlook'>): FindingGroups {
  if (outlook === 'enabled') return { counts: [], advice: [], rest: findings };
  const counts = findings.filter((finding) => finding.severity === 'error' && isMissed(finding));
  const advice = findings.filter((finding) => finding.severity !== 'error' && isMissed(finding) && finding.verdict !== 'unknown');
  return { counts, advice, rest: findings.filter((finding) => !counts.includes(finding) && !advice.includes(finding)) };
}

/** True of a finding that is not in order. */
export function isMissed({ verdict }: Pick<FindingLine, 'verdict'>): boolean {
  return verdict === 'fail' || verdict === 'unknown' || verdict === 'waived';
}

interface Evidence {
  /** Of each instance, the places of the evidence of its readings. */
  readonly ofRows: readonly (readonly number[])[];
  readonly requests: readonly (string | null | undefined)[];
  readonly times: readonly (string | null)[];
}

/** Tells of single instances; the evidence is opened with the first of them. `uuids` are request ids, 16 bytes each. */
export function makeDetails({ packed }: Fleet, uuids: Uint8Array): (row: Row, language: Language) => Detail {
  let opened: Evidence | null = null;
  return (row, language) => {
    opened ??= openEvidence(packed, uuids);
    const facts = factsOf(packed, opened, row, language);
    const findings = row.profile.findings.map((finding) => findingOf(packed, finding, { row, language, facts }));
    const codes = row.outlook === 'enabled' ? [] : row.profile.findings.flatMap(({ rule, verdict }) => (verdict === 'fail' && packed.rules[rule]?.severity === 'error' ? packed.rules[rule].predicts : []));
    return { findings, facts: [...facts.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), codes: [...new Set(codes)].toSorted() };
  };
}

function openEvidence({ columns, evidence, base, tick }: Packed, uuids: Uint8Array): Evidence {
  let next = 0;
  let used = 0;
  let time = 0;
  const ofRows = columns.reads.map((reads) => reads.flatMap((place, at) => {
    if (at % 2 === 0) return [];
    if (place > 0) return [place - 1];
    next += 1;
    return [next - 1];
  }));
  const requests = evidence.requests.map((request) => {
    if (request === REQUEST_LEFT_OUT) return undefined;
    if (request !== NEXT_UUID) return evidence.texts[request - FIRST_REQUEST_TEXT] ?? null;
    used += 1;
    return uuidOf(uuids, used - 1);
  });
  const times = evidence.times.map((since) => {
    if (since === null) return null;
    time += since;
    const iso = new Date(base + time * tick).toISOString();
    return tick === 1 ? iso : iso.replace(/\.\d+Z$/, 'Z');
  });
  return { ofRows, requests, times };
}

function uuidOf(uuids: Uint8Array, at: number): string {
  const hex = [...uuids.subarray(at * 16, at * 16 + 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function factsOf(packed: Packed, { ofRows, requests, times }: Evidence, row: Row, language: Language): ReadonlyMap<number, FactLine> {
  const lines = new Map<number, FactLine>();
  const readings = (packed.columns.reads[row.at] ?? []).filter((_, at) => at % 2 === 0);
  for (const [at, place] of readings.entries()) {
    const [shape = -1, ...values] = packed.readings[place] ?? [];
    const [operation = -1, ...facts] = packed.shapes[shape] ?? [];
    const from = ofRows[row.at]?.[at] ?? -1;
    const name = packed.operations[operation] ?? null;
    for (const [index, fact] of facts.entries()) {
      const value = packed.values[values[index] ?? -1];
      if (value === undefined) continue;
      lines.set(fact, {
        name: packed.facts[fact] ?? '', isKnown: 'v' in value, text: valueText(value, { fact: packed.facts[fact] ?? '', operation: name, language, row }),
        operation: name, requestId: requests[from] ?? null, isLeftOut: from >= 0 && requests[from] === undefined, readAt: times[from] ?? null,
      });
    }
  }
  return lines;
}

interface ValueOf {
  readonly fact: string;
  readonly operation: string | null;
  readonly language: Language;
  readonly row: Row;
}

function valueText(value: PackedValue, { fact, operation, language, row }: ValueOf): string {
  if ('v' in value) return `${shown(value.v, row)}${value.out === undefined ? '' : ` … (+${value.out})`}`;
  return `${whatHappened(operation, value.u, language)} ${withId(value.d, row)} ${whatToDo({ reason: value.u, ramAction: value.ram, facts: [fact] }, language)}`;
}

function shown(value: FactValue, row: Row): string {
  if (typeof value === 'string') return value === '' ? '""' : withId(value, row);
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? withId(part, row) : part));
}

interface Of {
  readonly row: Row;
  readonly language: Language;
  readonly facts: ReadonlyMap<number, FactLine>;
}

function findingOf(packed: Packed, finding: PackedFinding, { row, language, facts }: Of): FindingLine {
  const rule = packed.rules[finding.rule];
  const text = (place: number): string | null => (place < 0 ? null : textOf(packed, place, language, row));
  const title = text(rule?.title ?? -1) ?? '';
  return {
    rule: rule?.id ?? '', title, severity: rule?.severity ?? 'error', verdict: finding.verdict, message: text(finding.message) ?? title,
    looked: finding.looked.flatMap((fact) => facts.get(fact) ?? []),
    steps: finding.steps.flatMap((place) => {
      const step = packed.steps[place];
      return step === undefined ? [] : [{ text: text(step.do) ?? '', run: text(step.run), impact: text(step.impact), ram: step.ram, inPlace: step.inPlace }];
    }),
    waiver: finding.waiver,
  };
}
