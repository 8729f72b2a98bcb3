import { rulesInForce } from '../evaluate/rules-in-force.ts';
import { isCredentialCode, isPermissionCode, isThrottlingCode } from '../model/codes.ts';
import type { FactName, FactSet } from '../model/facts.ts';
import { unknown } from '../model/known.ts';
import { REPLAY_SCHEMA } from '../model/observation-record.ts';
import type { ConfusionRow, ObservationRecord, Replay } from '../model/observation-record.ts';
import type { MutatingOperation } from '../model/plan.ts';
import type { Decision, Preset, RuleInForce } from '../model/rule.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import { readObservations } from './read-observations.ts';
import type { PlacedObservation } from './read-observations.ts';

/** What the service said to a call, as far as it says something of the instance. */
type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'race' | 'not-of-instance' | 'unanswered' };

/** An observation beside what the rules of now say of its facts. */
interface Judged extends PlacedObservation {
  readonly answer: Answer;
  readonly rules: readonly RuleInForce[];
  readonly verdicts: ReadonlyMap<string, Decision['verdict']>;
  readonly failed: readonly RuleInForce[];
  readonly isUndecided: boolean;
}

interface Book {
  readonly rules: readonly RuleInForce[];
  readonly builtIn: ReadonlySet<string>;
  readonly digest: string;
}

/**
 * Judges the facts of recorded calls with the rules of now, the built-in ones and those of further folders, and holds what they
 * foretell against what the service answered. Throws a UsageError with every malformed line and every fault of the rules.
 */
export function replayObservations(files: readonly string[], choice: { readonly folders: readonly string[]; readonly preset: Preset }): Replay {
  const observations = readObservations(files);
  const operations = [...new Set(observations.map(({ record }) => record.operation))].toSorted();
  const books = new Map(operations.map((operation) => [operation, bookOf(operation, choice)]));
  if (books.size === 0) bookOf('AllocateDirectConnection', choice); // the rules have to be sound, whatever was observed
  const judged = observations.flatMap((one) => {
    const book = books.get(one.record.operation);
    return book === undefined ? [] : [judge(one, book)];
  });
  return {
    schema: REPLAY_SCHEMA,
    preset: choice.preset,
    rulebooks: Object.fromEntries([...books].map(([operation, { digest }]) => [operation, digest])),
    summary: summaryOf(judged),
    matrix: operations.flatMap((operation) => matrixOf(judged.filter(({ record }) => record.operation === operation), books.get(operation)?.rules ?? [])),
    misses: judged.filter(isMiss).map(({ file, line, record }) => ({ file, line, operation: record.operation, code: record.answer.code ?? '', at: record.at })),
    falseAlarms: judged.filter(isFalseAlarm).map(({ file, line, record, failed }) => ({ file, line, operation: record.operation, rules: failed.map(({ rule }) => rule.id), at: record.at })),
  };
}

function bookOf(operation: MutatingOperation, { folders, preset }: { readonly folders: readonly string[]; readonly preset: Preset }): Book {
  const builtIn = builtInRules(operation);
  const book = loadRuleBook({ builtIn, extra: folders });
  const own = folders.length === 0 ? book : loadRuleBook({ builtIn, extra: [] });
  return { rules: rulesInForce(book, { preset, only: [], skip: [], leadsToCall: true }), builtIn: new Set(own.rules.map((rule) => rule.id)), digest: book.digest };
}

function judge(one: PlacedObservation, { rules, builtIn }: Book): Judged {
  const open = withoutReplaced(one);
  const verdicts = new Map(rules.map(({ rule }) => [rule.id, rule.decide(builtIn.has(rule.id) ? one.facts : open).verdict]));
  const errors = rules.filter(({ severity }) => severity === 'error');
  const failed = errors.filter(({ rule }) => verdicts.get(rule.id) === 'fail');
  return { ...one, answer: answerOf(one.record), rules, verdicts, failed, isUndecided: failed.length === 0 && errors.some(({ rule }) => verdicts.get(rule.id) === 'unknown') };
}

/** What replaced texts mean to the built-in rules is known; another rule may look for the very text that is not there any more. */
function withoutReplaced({ facts, record }: PlacedObservation): FactSet {
  const open = new Map(facts);
  for (const name of record.replaced) {
    if (open.get(name as FactName)?.kind === 'known') open.set(name as FactName, unknown('not-asked', 'Its text was replaced in the observation.'));
  }
  return open;
}

function answerOf({ answer, outcome, race }: ObservationRecord): Answer {
  if (answer.kind === 'lost') return outcome === 'done' ? { kind: 'accepted' } : { kind: 'unanswered' };
  if (answer.kind === 'accepted' || answer.code === null) return { kind: 'accepted' };
  const { code } = answer;
  if (isThrottlingCode(code) || isPermissionCode(code) || isCredentialCode(code)) return { kind: 'not-of-instance' };
  return race === null ? { kind: 'refused', code } : { kind: 'race' };
}

function isMiss({ answer, failed, isUndecided }: Judged): boolean {
  return answer.kind === 'refused' && failed.length === 0 && !isUndecided;
}

function isFalseAlarm({ answer, failed }: Judged): boolean {
  return answer.kind === 'accepted' && failed.length > 0;
}

/** Whether the refusal was foretold: by its code, or by a rule for which no code is documented. */
function isForetold({ answer, failed }: Judged): boolean {
  return answer.kind === 'refused' && failed.some(({ rule }) => rule.predicts.length === 0 || rule.predicts.some(({ code }) => code === answer.code));
}

function summaryOf(judged: readonly Judged[]): Replay['summary'] {
  const count = (holds: (one: Judged) => boolean): number => judged.filter(holds).length;
  const answered = (kind: Answer['kind']): number => count((one) => one.answer.kind === kind);
  const counts = (one: Judged): boolean => one.answer.kind === 'accepted' || one.answer.kind === 'refused';
  return {
    observations: judged.length,
    accepted: answered('accepted'),
    refused: answered('refused') + answered('race') + answered('not-of-instance'),
    races: answered('race'),
    notOfInstance: answered('not-of-instance'),
    unanswered: answered('unanswered'),
    right: count((one) => (one.answer.kind === 'accepted' && one.failed.length === 0 && !one.isUndecided) || isForetold(one)),
    otherCode: count((one) => one.answer.kind === 'refused' && one.failed.length > 0 && !isForetold(one)),
    falseAlarms: count(isFalseAlarm),
    misses: count(isMiss),
    undecided: count((one) => counts(one) && one.isUndecided),
  };
}

function matrixOf(judged: readonly Judged[], rules: readonly RuleInForce[]): ConfusionRow[] {
  const telling = judged.filter(({ answer }) => answer.kind === 'accepted' || answer.kind === 'refused');
  const foretellable = new Set(rules.flatMap(({ rule }) => rule.predicts.map(({ code }) => code)));
  const rows = rules.flatMap(({ rule }): ConfusionRow[] => {
    const codes = rule.predicts.length === 0 ? [null] : [...new Set(rule.predicts.map(({ code }) => code))];
    return codes.map((code) => toRow(rule.id, code, telling.map((one) => cellOf(one, rule.id, code, foretellable))));
  });
  const strange = [...new Set(telling.flatMap(({ answer }) => (answer.kind === 'refused' && !foretellable.has(answer.code) ? [answer.code] : [])))].toSorted();
  const isStrange = (one: Judged, code: string): boolean => one.answer.kind === 'refused' && one.answer.code === code && !isForetold(one);
  return [...rows, ...strange.map((code) => toRow(null, code, telling.map((one) => (isStrange(one, code) ? 'missed' : 'neither'))))];
}

type Cell = Exclude<keyof ConfusionRow, 'rule' | 'code'>;

function toRow(rule: string | null, code: string | null, cells: readonly Cell[]): ConfusionRow {
  const counts: Record<Cell, number> = { right: 0, otherCode: 0, falseAlarm: 0, missed: 0, neither: 0, unknown: 0 };
  for (const cell of cells) counts[cell] += 1;
  return { rule, code, ...counts };
}

function cellOf({ answer, verdicts, rules }: Judged, rule: string, code: string | null, foretellable: ReadonlySet<string>): Cell {
  const verdict = verdicts.get(rule);
  const answered = answer.kind === 'refused' && (code === null ? !foretellable.has(answer.code) : answer.code === code);
  if (verdict === 'fail') return answered ? 'right' : answer.kind === 'refused' ? 'otherCode' : 'falseAlarm';
  if (verdict === 'unknown') return 'unknown';
  if (!answered || code === null) return 'neither';
  const isToldByAnother = rules.some((one) => verdicts.get(one.rule.id) === 'fail' && one.rule.predicts.some((prediction) => prediction.code === code));
  return isToldByAnother ? 'neither' : 'missed';
}
