import { parse } from 'csv-parse/sync';

import { FileFaults } from '../emulator/read-yaml.ts';

/** Faults of a kind that are told. */
const MOST_FAULTS = 20;

type Kind = 'string' | 'int' | 'bool' | 'timestamp' | 'list' | 'map';

/** The facts of a CSV file in the shape of a facts file: the header is `instanceId,x.name:type,…,until`, the type a word such as bool, lists part at ";". */
export interface CsvFacts {
  readonly facts: Record<string, Kind>;
  readonly instances: Record<string, Record<string, string | number | boolean | string[] | { value: string | number | boolean | string[]; until: string }>>;
}

/** Reads a CSV (RFC 4180). Throws FileFaults, each with FILE:line. An empty cell says nothing; one that is not of its type is kept as text, and so is unknown. */
export function readFactsCsv(text: string, file: string): CsvFacts {
  const [header, ...rows] = toRows(text, file);
  if (header === undefined || header[0]?.trim() !== 'instanceId') throw new FileFaults([`${file}:1: Expected a header that begins with instanceId, such as instanceId,x.owner:string,until.`]);
  const columns = header.slice(1).map((cell, at) => toColumn(cell.trim(), file, at));
  assertOnce(header.map((cell) => cell.trim().replace(/:.*/, '')), (name) => `${file}:1: The column ${JSON.stringify(name.slice(0, 80))} is there twice; each must be its own.`);
  assertOnce(rows.map(([id = '']) => id.trim()), (id) => `${file}: The instance ${JSON.stringify(id.slice(0, 80))} has two rows; leave one, so that it is known which counts.`);
  const facts = Object.fromEntries(columns.flatMap((column): [string, Kind][] => (column === null ? [] : [[column.name, column.kind]])));
  const untilAt = header.findIndex((cell) => cell.trim() === 'until');
  const instances = rows.map((row) => {
    const until = untilAt < 0 ? '' : row[untilAt]?.trim() ?? '';
    const values = columns.flatMap((column, at): [string, CsvFacts['instances'][string][string]][] => {
      const cell = row[at + 1]?.trim() ?? '';
      if (column === null || cell === '') return [];
      const value = toValue(cell, column.kind);
      return [[column.name, until === '' ? value : { value, until }]];
    });
    return [row[0]?.trim() ?? '', Object.fromEntries(values)] as const;
  });
  return { facts, instances: Object.fromEntries(instances) };
}

function toRows(text: string, file: string): readonly (readonly string[])[] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, max_record_size: 1_000_000 });
  } catch (fault) {
    throw new FileFaults([`${file}: This is not CSV: ${fault instanceof Error ? fault.message : String(fault)}.`]);
  }
}

/** Throws FileFaults with a sentence for each text that is there twice. */
function assertOnce(texts: readonly string[], sentence: (text: string) => string): void {
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const text of texts) (seen.has(text) ? twice : seen).add(text);
  if (twice.size > 0) throw new FileFaults([...twice].slice(0, MOST_FAULTS).map(sentence));
}

function toColumn(cell: string, file: string, at: number): { readonly name: string; readonly kind: Kind } | null {
  if (cell === 'until') return null;
  const [, name, kind] = /^(x\.[A-Za-z_][A-Za-z0-9_]*):(string|int|bool|timestamp|list)$/.exec(cell) ?? [];
  if (name === undefined || kind === undefined) throw new FileFaults([`${file}:1: Expected a column such as x.owner:string (or int, bool, timestamp, list); column ${at + 2} is ${JSON.stringify(cell.slice(0, 80))}.`]);
  return { name, kind: kind as Kind };
}

function toValue(cell: string, kind: Kind): string | number | boolean | string[] {
  if (kind === 'int' && /^-?\d{1,15}$/.test(cell)) return Number(cell);
  if (kind === 'bool' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return kind === 'list' ? cell.split(';').map((entry) => entry.trim()) : cell;
}
