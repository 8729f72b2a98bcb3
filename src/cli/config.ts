import { resolve } from 'node:path';

import type { Command } from 'commander';

import { readConfig } from '../app/config-file.ts';
import type { Config, ConfigContent } from '../app/config-file.ts';
import type { SeverityChoice } from '../app/options.ts';
import { UsageError } from '../model/faults.ts';
import type { Terminal } from './terminal.ts';
import { failOnOrNew } from './values.ts';

/** A value of the configuration, as the option that it stands for takes it. */
export interface Setting {
  /** The option's name in commander's values. */
  readonly option: string;
  readonly value: unknown;
  /** FILE:line:column. */
  readonly place: string;
}

interface ConfigKey {
  readonly path: readonly string[];
  readonly option: string;
  readonly toValue?: (value: never, config: Config) => unknown;
}

const own = (value: string, config: Config): string => config.fileOf(value);

/** Every value of the configuration and the option it stands for. */
const KEYS: readonly ConfigKey[] = [
  { path: ['scope', 'regions'], option: 'region' },
  { path: ['scope', 'allRegions'], option: 'allRegions' },
  { path: ['scope', 'vpc'], option: 'vpc' },
  { path: ['scope', 'vswitch'], option: 'vswitch' },
  { path: ['scope', 'resourceGroup'], option: 'resourceGroup' },
  { path: ['scope', 'tags'], option: 'tag', toValue: (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([key, value]) => ({ key, value })) },
  { path: ['request', 'prefixTemplate'], option: 'prefixTemplate' },
  { path: ['request', 'port'], option: 'port' },
  { path: ['preset'], option: 'preset' },
  { path: ['rules'], option: 'severities', toValue: toSeverities },
  { path: ['ruleFolders'], option: 'rules', toValue: (folders: readonly string[], config) => folders.map((folder) => config.fileOf(folder)) },
  { path: ['facts'], option: 'facts', toValue: own },
  { path: ['waivers'], option: 'waivers', toValue: own },
  { path: ['outputs'], option: 'format', toValue: toOutputs },
  { path: ['failOn'], option: 'failOn', toValue: toFailOn },
  { path: ['history'], option: 'history', toValue: own },
  { path: ['keep'], option: 'keep' },
  { path: ['notify'], option: 'notify', toValue: toChannels },
  { path: ['quotas', 'concurrency'], option: 'concurrency' },
  { path: ['quotas', 'requestTimeout'], option: 'requestTimeout' },
  { path: ['profile'], option: 'profile' },
  { path: ['network'], option: 'network' },
  { path: ['language'], option: 'lang' },
];

/** What looks at a scope and changes nothing takes all of it; what calls takes who we are and which rules count, never a scope or a request of which nobody thought. */
const SCOPED = ['check', 'plan', 'doctor'];
const OUTPUTS = ['check'];
const OF_SCOPE = ['region', 'allRegions', 'vpc', 'vswitch', 'resourceGroup', 'tag', 'prefixTemplate', 'port'];
/** Who we are, which an emulated cloud does not ask. */
const OF_USER = ['profile'];
const OF_OUTPUT = ['format', 'failOn', 'history', 'keep', 'notify'];

/** Options of which only one side can be given: where the command line names one, the configuration's other is left out. */
const RIVALS: Readonly<Record<string, readonly string[]>> = { allRegions: ['region'], region: ['allRegions'], prefixTemplate: ['prefix'] };

/** The values of a configuration as options take them, in the order of the table above. Throws a UsageError for a value that its option would refuse. */
export function settingsOf(config: Config): readonly Setting[] {
  return KEYS.flatMap(({ path, option, toValue }): Setting[] => {
    const value = path.reduce<unknown>((part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined), config.content satisfies ConfigContent);
    if (value === undefined) return [];
    return [{ option, place: config.placeOf(path), value: toValue === undefined ? value : toValue(value as never, config) }];
  });
}

/** Lays the configuration under the command line of a command that takes one: what the command line says stays. Called before it acts. */
export function applyConfig(command: Command, terminal: Pick<Terminal, 'folder'>): void {
  const named: unknown = command.getOptionValue('config');
  if (named === false) return;
  const config = readConfig(typeof named === 'string' ? named : null, terminal.folder ?? resolve('.'));
  if (config === null) return;
  for (const setting of settingsOf(config)) {
    if (takes(command, setting)) command.setOptionValueWithSource(setting.option, setting.value, 'config');
  }
  if (command.getOptionValue('history') === undefined && command.getOptionValueSource('keep') === 'config') command.setOptionValueWithSource('keep', undefined, 'config'); // it waits for a history
}

function takes(command: Command, { option }: Setting): boolean {
  if (OF_SCOPE.includes(option) && !SCOPED.includes(command.name())) return false;
  if (OF_OUTPUT.includes(option) && !OUTPUTS.includes(command.name())) return false;
  if (OF_USER.includes(option) && command.getOptionValue('rehearse') === true) return false;
  const isKnown = option === 'severities' || command.options.some((one) => one.attributeName() === option);
  return isKnown && [option, ...RIVALS[option] ?? []].every((name) => !isGiven(command, name));
}

function isGiven(command: Command, option: string): boolean {
  const source = command.getOptionValueSource(option);
  return source !== undefined && source !== 'default' && source !== 'config';
}

function toSeverities(rules: NonNullable<ConfigContent['rules']>, config: Config): ReadonlyMap<string, SeverityChoice> {
  return new Map(Object.entries(rules).map(([id, severity]) => [id, { severity, place: config.placeOf(['rules', id]) }]));
}

/** NAME=FILE, the file beside the configuration. */
function toOutputs(list: readonly string[], config: Config): readonly string[] {
  return list.map((output) => output.replace(/=([^]+)$/, (_, file: string) => `=${config.fileOf(file)}`));
}

/** An address holds a token: it has no place in a file, and is not shown where it stands in one. */
function toChannels(list: readonly string[], config: Config): readonly string[] {
  if (list.every((entry) => /^[a-z]{1,20}(=env:\w+)?$/.test(entry))) return list;
  throw new UsageError(`${config.placeOf(['notify'])}: Expected channels such as slack or slack=env:NAME, and saw something else. An address is a secret: put it into the environment.`);
}

function toFailOn(list: readonly string[], config: Config): unknown {
  try {
    return failOnOrNew(list.join(','));
  } catch (fault) {
    throw new UsageError(`${config.placeOf(['failOn'])}: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}
