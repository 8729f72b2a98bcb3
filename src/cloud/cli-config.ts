import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { readBytes } from '../files/read-file.ts';
import { UsageError } from '../model/faults.ts';

type Env = Readonly<Record<string, string | undefined>>;

const MOST_BYTES = 8 * 1024 * 1024;
/** Profiles that are listed where one is not found, and so many letters of each. */
const MOST_NAMES = 20;
const LONGEST_NAME = 60;

/** One profile of the aliyun CLI: only what is read here. */
export interface CliProfile {
  readonly name: string;
  readonly mode: string;
  readonly regionId: string | null;
  readonly hasKeys: boolean;
  /** Mode ChainableRamRoleArn: the profile whose credentials take the role. */
  readonly sourceProfile: string | null;
}

export interface CliConfig {
  readonly current: string | null;
  readonly profiles: readonly CliProfile[];
}

/** Where the aliyun CLI keeps its profiles; null without a home directory. */
export function cliConfigPath(env: Env): string | null {
  const home = env['HOME'] || env['USERPROFILE'];
  return home ? join(home, '.aliyun', 'config.json') : null;
}

/** Reads the aliyun CLI's config. "absent" where there is no file; "unreadable" where it is not what the CLI writes. Its text is never quoted: it holds keys. */
export function readCliConfig(env: Env): CliConfig | 'absent' | 'unreadable' {
  const path = cliConfigPath(env);
  if (path === null) return 'absent';
  let text: string;
  try {
    text = readBytes(path, MOST_BYTES).toString('utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault) return fault.code === 'ENOENT' || fault.code === 'ENOTDIR' ? 'absent' : 'unreadable';
    throw fault;
  }
  return parse(text) ?? 'unreadable';
}

/**
 * The region of the chosen profile: the one named, else ALIBABA_CLOUD_PROFILE, else the config's current one.
 * Null where there is no config, no current profile or no region in it. Throws a UsageError where the one named is not there.
 */
export function regionOfProfile(env: Env, profile: string | null): string | null {
  if (profile !== null) return findProfile(env, profile, '--profile').regionId;
  if (isDisabled(env)) return null;
  const config = readCliConfig(env);
  if (config === 'absent' || config === 'unreadable') return null;
  const name = env['ALIBABA_CLOUD_PROFILE'] || config.current;
  return config.profiles.find((candidate) => candidate.name === name)?.regionId ?? null;
}

/** The profile named, or a UsageError that lists the names there are. `source` says who named it. */
export function findProfile(env: Env, name: string, source: string): CliProfile {
  const config = readCliConfig(env);
  if (config === 'absent') {
    throw new UsageError(`Profile "${name}" (${source}) was not found: there is no aliyun CLI config at ~/.aliyun/config.json. Run \`aliyun configure --profile ${shown(name)}\` or leave the profile out.`);
  }
  if (config === 'unreadable') {
    throw new UsageError(`Profile "${name}" (${source}) could not be read: ~/.aliyun/config.json is not a readable aliyun CLI config. Repair it or leave the profile out.`);
  }
  const found = config.profiles.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = config.profiles.map((candidate) => `"${candidate.name.slice(0, LONGEST_NAME)}"`).toSorted();
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  throw new UsageError(`Profile "${name}" (${source}) was not found in ~/.aliyun/config.json; it holds ${names.length === 0 ? 'no profile' : names.slice(0, MOST_NAMES).join(', ')}${more}.`);
}

/** The SDKs' own credentials file stands at its usual place. */
export function hasCredentialsFile(env: Env): boolean {
  const home = env['HOME'] || env['USERPROFILE'];
  return Boolean(home) && existsSync(join(home ?? '', '.alibabacloud', 'credentials'));
}

/** The user told the credential chain to leave the CLI's profiles alone. */
export function isDisabled(env: Env): boolean {
  return env['ALIBABA_CLOUD_CLI_PROFILE_DISABLED']?.toLowerCase() === 'true';
}

function shown(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : 'NAME';
}

function parse(text: string): CliConfig | null {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
  if (typeof value !== 'object' || value === null || !('profiles' in value) || !Array.isArray(value.profiles)) return null;
  const current = 'current' in value ? nonEmpty(value.current) : null;
  const profiles = value.profiles.filter(isRecord).map(toProfile).filter((profile) => profile !== null);
  return { current, profiles };
}

function toProfile(entry: Readonly<Record<string, unknown>>): CliProfile | null {
  const name = nonEmpty(entry['name']);
  if (name === null) return null;
  const hasKeys = nonEmpty(entry['access_key_id']) !== null && nonEmpty(entry['access_key_secret']) !== null;
  return { name, mode: nonEmpty(entry['mode']) ?? '', regionId: nonEmpty(entry['region_id']), hasKeys, sourceProfile: nonEmpty(entry['source_profile']) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
