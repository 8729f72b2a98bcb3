import type { CredentialsProvider } from '@alicloud/credentials';

import { UsageError } from '../model/faults.ts';
import type { Agents } from './agents.ts';
import { findSources } from './credential-sources.ts';
import type { Source } from './credential-sources.ts';
import { noteFault } from './safe-sentence.ts';
import { sendThrough } from './through-proxy.ts';
import type { Identity } from './types.ts';

/** The credentials of one run: found once, renewed by their source when they run out. */
export interface Account {
  /** For the SDK: answers at once with what `refresh` brought last. */
  readonly provider: CredentialsProvider;
  /** Renews the credentials where they are about to run out. Throws a CredentialsFault where their source fails. */
  refresh(): Promise<void>;
  /** What must never be printed. */
  secrets(): readonly string[];
  /** Where they come from, and the beginning of the key's id. */
  identity(): Identity;
}

/** The source of the credentials no longer gives any. The message is safe to print. */
export class CredentialsFault extends Error {
  override readonly name = 'CredentialsFault';
}

type Keys = Awaited<ReturnType<CredentialsProvider['getCredentials']>>;

export interface CredentialsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: string | null;
  readonly agents: Agents;
  readonly closing: AbortSignal;
}

/** How long the whole search may take, in milliseconds. */
const PATIENCE = 5_000;
/** Letters of a key's id that are shown: enough to tell its kind (LTAI, STS.), too few to be of use. */
const SHOWN_OF_KEY = 4;

/**
 * Finds credentials: the profile asked for, else the first source of the SDK's default chain that is set up. A source
 * that is set up but fails ends the search, for the next one may be another account. Takes 5 s at most.
 * Throws a UsageError that says what is missing and where it can be put.
 */
export async function findCredentials(options: CredentialsOptions): Promise<Account> {
  assertWholeKeys(options.env);
  const until = performance.now() + PATIENCE;
  for (const source of await findSources(options.env, options.profile)) {
    const keys = await ask(source, options, until - performance.now());
    if (keys instanceof CredentialsFault && source.optional) continue;
    if (keys instanceof CredentialsFault) throw new UsageError(`${keys.message} Correct it, or choose another source of credentials.`);
    return keep(source, keys, options);
  }
  throw new UsageError(
    'No credentials were found. Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or set up a profile with `aliyun configure` (and name it with --profile), '
    + 'or use ~/.alibabacloud/credentials, an OIDC role, ALIBABA_CLOUD_CREDENTIALS_URI or the RAM role of an ECS instance.',
  );
}

function assertWholeKeys(env: CredentialsOptions['env']): void {
  const id = Boolean(env['ALIBABA_CLOUD_ACCESS_KEY_ID']);
  const secret = Boolean(env['ALIBABA_CLOUD_ACCESS_KEY_SECRET']);
  const token = Boolean(env['ALIBABA_CLOUD_SECURITY_TOKEN']);
  const remedy = 'Set all of them, or none to use another source of credentials.';
  if (id && !secret) throw new UsageError(`ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing. ${remedy}`);
  if (secret && !id) throw new UsageError(`ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is missing. ${remedy}`);
  if (token && !id) throw new UsageError(`ALIBABA_CLOUD_SECURITY_TOKEN is set, but ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are missing. ${remedy}`);
}

async function ask(source: Source, options: CredentialsOptions, patience: number): Promise<Keys | CredentialsFault> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), Math.max(patience, 0));
  const close = (): void => stop.abort();
  options.closing.addEventListener('abort', close);
  const road = { agents: options.agents, signal: stop.signal, keepsReply: false, requests: 0, status: null, reply: null };
  const ended = new Promise<'ended'>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve('ended'), { once: true });
  });
  try {
    const keys = await Promise.race([sendThrough(road, () => source.provider.getCredentials()), ended]);
    if (keys === 'ended') return new CredentialsFault(`${source.name} gave no credentials within ${PATIENCE / 1000} s.`);
    return isWhole(keys) ? keys : new CredentialsFault(`${source.name} gave credentials without an access key.`);
  } catch (fault) {
    return new CredentialsFault(`${source.name} gave no credentials${causeOf(fault)}.`);
  } finally {
    clearTimeout(timer);
    options.closing.removeEventListener('abort', close);
    stop.abort();
  }
}

/** The library's messages quote replies, keys and tokens included: only an error code is taken from them. */
function causeOf(fault: unknown): string {
  if (!(fault instanceof Error)) return '';
  const code = /"Code"\s*:\s*"([A-Za-z][\w.]{2,60})"/.exec(fault.message)?.[1];
  if (code !== undefined) return ` (the service answered ${code})`;
  const { reason, what } = noteFault(fault);
  return reason === 'timeout' || 'code' in fault ? `: ${what}` : '';
}

function isWhole(keys: Keys): boolean {
  return Boolean(keys.accessKeyId) && Boolean(keys.accessKeySecret);
}

function keep(source: Source, first: Keys, options: CredentialsOptions): Account {
  let keys = first;
  let renewal: Promise<void> | null = null;
  const secrets = new Set<string>();
  const remember = (): void => {
    for (const secret of [keys.accessKeySecret, keys.securityToken]) if (secret) secrets.add(secret);
  };
  remember();
  async function renew(): Promise<void> {
    const next = await ask(source, options, PATIENCE);
    if (next instanceof CredentialsFault) throw next;
    keys = next;
    remember();
  }
  return {
    provider: { getCredentials: () => Promise.resolve(keys), getProviderName: () => 'tair-preflight' },
    refresh() {
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      return renewal;
    },
    secrets: () => [...secrets],
    identity: () => ({ source: source.kind, profile: source.profile, keyId: `${(keys.accessKeyId ?? '').slice(0, SHOWN_OF_KEY)}…` }),
  };
}
