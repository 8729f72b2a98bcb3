import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import { z } from 'zod';

import { lostKeys, readYaml } from '../emulator/read-yaml.ts';
import { readTextFile, readTextIfFound } from '../files/read-file.ts';
import { LANGUAGES } from '../model/language.ts';
import { PRESETS, SEVERITIES } from '../model/rule.ts';
import { asUsage } from './as-usage.ts';

/** The name of the file that is looked for, from the current folder upwards. */
export const CONFIG_NAME = 'tair-preflight.yaml';
const MOST_BYTES = 1024 * 1024;

const word = z.string().regex(/\S/, 'a text that says something');
const words = z.array(word);
const seconds = z.number().gt(0).max(86_400);

/** The configuration file: what would else be said on every command line. A command line outranks it. */
export const configSchema = z.strictObject({
  scope: z.strictObject({
    regions: words.optional(),
    allRegions: z.boolean().optional(),
    vpc: word.optional(),
    vswitch: word.optional(),
    resourceGroup: word.optional(),
    tags: z.record(word, z.string()).optional(),
  }).optional().describe('Which instances check and plan look at'),
  request: z.strictObject({ prefixTemplate: word.optional(), port: z.int().optional() }).optional().describe('What check and plan judge the call with'),
  preset: z.enum(PRESETS).optional(),
  rules: z.record(word, z.enum(SEVERITIES)).optional().describe('Severities by rule id, over those of the preset'),
  ruleFolders: words.optional().describe('Folders of rules of your own'),
  facts: word.optional().describe('A file of facts of your own'),
  waivers: word.optional().describe('A file of waivers'),
  outputs: words.optional().describe('What check writes: NAME or NAME=FILE, as --format takes it'),
  failOn: words.optional().describe('What counts for the exit code, as --fail-on takes it'),
  history: word.optional().describe('A folder that keeps the results of check'),
  keep: z.int().min(1).optional().describe('How many results the history keeps'),
  notify: words.optional().describe('Who is told of the result, as --notify takes it; addresses and secrets come from the environment'),
  quotas: z.strictObject({ concurrency: z.int().min(1).optional(), requestTimeout: seconds.optional() }).optional().describe('How hard the APIs are asked'),
  profile: word.optional().describe('A profile of the aliyun CLI'),
  network: z.enum(['public', 'vpc']).optional(),
  language: z.enum(LANGUAGES).optional(),
});

/** What a configuration file says. */
export type ConfigContent = z.infer<typeof configSchema>;

/** A configuration that was read, and where in its file a value stands. */
export interface Config {
  readonly file: string;
  readonly content: ConfigContent;
  /** FILE:line:column of a value. */
  placeOf(path: readonly string[]): string;
  /** A file that the configuration names: what is no absolute name is beside it. As short as it can be written from the current folder. */
  fileOf(name: string): string;
}

/** The configuration: the named file, else the nearest one from the folder upwards; null where there is none. Throws a UsageError with every fault of it. */
export function readConfig(named: string | null, folder: string): Config | null {
  if (named !== null) return toConfig(named, readTextFile(named, MOST_BYTES));
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, CONFIG_NAME);
    const text = readTextIfFound(file, MOST_BYTES);
    if (text !== null) return toConfig(relative(resolve('.'), file) || file, text);
    if (dirname(at) === at) return null;
  }
}

function toConfig(file: string, text: string): Config {
  const content = asUsage(() => readYaml(text, file, configSchema, (_, asWritten) => lostKeys(asWritten)));
  const beside = (name: string): string => (isAbsolute(name) ? name : relative(resolve('.'), resolve(dirname(file), name)) || '.');
  return { file, content, placeOf: (path) => `${file}${placeIn(text, path)}`, fileOf: beside };
}

function placeIn(text: string, path: readonly string[]): string {
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: lines }).contents;
  let offset: number | null = null;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === part) : undefined;
    if (pair === undefined || !isNode(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  if (offset === null) return '';
  const { line, col } = lines.linePos(offset);
  return `:${line}:${col}`;
}
