import type { ResultFact, ResultInstance } from '../../model/result.ts';
import { clean, cut } from '../text.ts';
import { makeTable } from './intern-table.ts';
import { FIRST_REQUEST_TEXT, ID_MARK, NAME_MARK, NEXT_UUID, NO_REQUEST, REQUEST_LEFT_OUT } from './packed.ts';
import type { Packed, PackedValue } from './packed.ts';

/** The longest value that is shown whole, in cells. */
const LONGEST_VALUE = 1000;
/** Request ids cannot be compressed. Where a result has more, those of single instances behind rules that all passed are left out. */
const MOST_REQUESTS = 32_000;
const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;

/** What one answer told of an instance. */
interface Answer {
  readonly operation: string | null;
  readonly requestId: string | null;
  readonly readAt: string | null;
  readonly facts: (readonly [name: string, fact: ResultFact])[];
  /** The same for every instance that the answer told of; null before it was counted. */
  source: Source | null;
}

interface Source {
  uses: number;
  isNeeded: boolean;
  /** Its place plus one, 0 before it was used. */
  place: number;
}

export interface ReadingPacker {
  readonly tables: Pick<Packed, 'facts' | 'values' | 'operations' | 'shapes' | 'readings'>;
  /** For the column `reads`. */
  readsOf(instance: ResultInstance): readonly number[];
  factAt(name: string): number;
  evidence(): Packed['evidence'] & { readonly uuids: string; readonly tick: number };
}

/** Packs facts and where they come from; all instances are given first, so that it is known how many request ids there are. */
export function makeReadingPacker(instances: readonly ResultInstance[], base: number): ReadingPacker {
  const [facts, values, operations, shapes, readings, requestTexts] = [makeTable<string>(), makeTable<PackedValue>(), makeTable<string>(), makeTable<readonly number[]>(), makeTable<readonly number[]>(), makeTable<string>()];
  const answers = new Map(instances.map((instance) => [instance, answersOf(instance)]));
  const sources = countSources(answers);
  const isLarge = [...sources].filter(([key]) => !key.startsWith('null ')).length > MOST_REQUESTS;
  const tick = isLarge ? 1000 : 1;
  const requests: number[] = [];
  const times: (number | null)[] = [];
  const uuids: string[] = [];
  let last = 0;

  const factAt = (name: string): number => facts.at(name, () => name);
  const requestOf = (id: string | null, source: Source): number => {
    if (id === null) return NO_REQUEST;
    if (isLarge && source.uses === 1 && !source.isNeeded) return REQUEST_LEFT_OUT;
    if (!UUID.test(id)) return FIRST_REQUEST_TEXT + requestTexts.at(id, () => cut(clean(id), LONGEST_VALUE));
    uuids.push(id.replaceAll('-', ''));
    return NEXT_UUID;
  };
  const timeOf = (readAt: string | null): number | null => {
    const milliseconds = readAt === null ? NaN : Date.parse(readAt);
    if (Number.isNaN(milliseconds)) return null;
    const time = Math.floor((milliseconds - base) / tick);
    const since = time - last;
    last = time;
    return since;
  };
  /** 0 for one that is new, in the order in which they come. */
  const evidenceAt = (answer: Answer): number => {
    const { source } = answer;
    if (source === null) throw new Error('An answer was not counted.');
    if (source.place > 0) return source.place;
    requests.push(requestOf(answer.requestId, source));
    times.push(timeOf(answer.readAt));
    source.place = requests.length;
    return 0;
  };
  const readingAt = ({ operation, facts: told }: Answer, instance: ResultInstance): number => {
    const shape = [operation === null ? -1 : operations.at(operation, () => cut(clean(operation), LONGEST_VALUE)), ...told.map(([name]) => factAt(name))];
    const reading = [shapes.at(shape.join(), () => shape), ...told.map(([, fact]) => valueAt(values.at, fact, instance))];
    return readings.at(reading.join(), () => reading);
  };
  return {
    tables: { facts: facts.entries, values: values.entries, operations: operations.entries, shapes: shapes.entries, readings: readings.entries },
    readsOf: (instance) => (answers.get(instance) ?? []).flatMap((answer) => [readingAt(answer, instance), evidenceAt(answer)]),
    factAt,
    evidence: () => ({ requests, times, texts: requestTexts.entries, uuids: uuids.join(''), tick }),
  };
}

function answersOf({ facts }: ResultInstance): readonly Answer[] {
  const answers: Answer[] = [];
  for (const [name, fact] of Object.entries(facts)) {
    const { operation, requestId, readAt } = fact;
    const answer = answers.find((one) => one.operation === operation && one.requestId === requestId && one.readAt === readAt);
    if (answer === undefined) answers.push({ operation, requestId, readAt, facts: [[name, fact]], source: null });
    else answer.facts.push([name, fact]);
  }
  return answers;
}

function keyOf({ operation, requestId, readAt }: Answer): string {
  return `${requestId} ${readAt} ${operation}`;
}

function countSources(answers: ReadonlyMap<ResultInstance, readonly Answer[]>): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const [instance, told] of answers) {
    const needed = neededBy(instance);
    for (const answer of told) {
      const key = keyOf(answer);
      const source = sources.get(key) ?? { uses: 0, isNeeded: false, place: 0 };
      source.uses += 1;
      source.isNeeded ||= answer.facts.some(([name]) => needed.has(name));
      sources.set(key, source);
      answer.source = source;
    }
  }
  return sources;
}

/** The facts behind what did not pass and counts. */
function neededBy(instance: ResultInstance): ReadonlySet<string> {
  return new Set(instance.findings.filter(({ severity, verdict }) => severity === 'error' && verdict !== 'pass' && verdict !== 'skipped').flatMap(({ looked }) => looked));
}

function valueAt(at: (key: string, make: () => PackedValue) => number, fact: ResultFact, { instanceId, name }: ResultInstance): number {
  const mark = (text: string): string => {
    if (name !== null && text === name) return NAME_MARK;
    return instanceId === '' ? text : text.replaceAll(instanceId, ID_MARK);
  };
  if (!('value' in fact)) return at(JSON.stringify([fact.reason, mark(fact.detail), fact.ramAction]), () => ({ u: fact.reason, d: bounded(mark(fact.detail)), ram: fact.ramAction }));
  const { value, leftOut } = fact;
  if (typeof value === 'string') {
    const text = mark(value);
    return at(text, () => ({ v: bounded(text) }));
  }
  const key = JSON.stringify(value);
  return at(`\u0000${typeof value === 'object' ? mark(key) : key} ${leftOut ?? ''}`, () => ({ v: boundedValue(value, mark), ...(leftOut === undefined ? {} : { out: leftOut }) }));
}

/** A value with every text in it, names of fields too, marked, cleaned and cut. */
function boundedValue<T>(value: T, mark: (text: string) => string): T;
function boundedValue(value: unknown, mark: (text: string) => string): unknown {
  if (typeof value === 'string') return bounded(mark(value));
  if (Array.isArray(value)) return value.map((item) => boundedValue(item, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [bounded(name), boundedValue(item, mark)]));
}

/** Cleaned and cut, with the marks in it as they are. */
function bounded(text: string): string {
  return text.split(/([\u0001\u0002])/).map((part, at) => (at % 2 === 1 ? part : cut(clean(part), LONGEST_VALUE))).join(''); // oxlint-disable-line no-control-regex -- the marks
}
