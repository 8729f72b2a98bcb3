import { createHash } from 'node:crypto';

import { createAgents, ProxyRefusal, ProxyUnreachable } from '../cloud/agents.ts';
import { readProxySettings } from '../cloud/proxy-settings.ts';
import type { Diff } from '../model/diff.ts';
import { UsageError } from '../model/faults.ts';
import type { Language } from '../model/language.ts';
import { nearest } from '../model/nearest.ts';
import { CHANNELS } from '../model/notification.ts';
import type { Channel } from '../model/notification.ts';
import type { Result } from '../model/result.ts';
import { deliver, DELIVERY_LIMITS } from '../notify/deliver.ts';
import type { DeliveryLimits, Post } from '../notify/deliver.ts';
import { failureWords } from '../notify/failure-words.ts';
import type { Target } from '../notify/to-request.ts';
import { digestBody } from '../report/digest.ts';
import type { World } from './world.ts';

type Env = World['env'];

/** The receivers of a run. */
export interface Receivers {
  readonly targets: readonly Target[];
  /** What is to be said of how they were named; no address in it. */
  readonly warnings: readonly string[];
}

/** What a run is told from. */
export interface Told {
  readonly result: Result;
  readonly inLanguage: (language: Language) => Result;
  /** Against the run before; null where none is known. */
  readonly diff: Diff | null;
  /** The language of messages for people. */
  readonly language: Language;
}

/**
 * The receivers of `--notify CHANNEL[=URL|=env:NAME]`, each once; without an address it is the one in
 * TAIR_PREFLIGHT_NOTIFY_<CHANNEL>_URL. Throws a UsageError with every fault, also of the proxy; no fault holds an address.
 */
export function readReceivers(given: readonly string[], env: Env): Receivers {
  const faults: string[] = [];
  const targets = new Map<string, Target>();
  const isOpen = new Set<Channel>();
  for (const value of given) {
    const at = value.indexOf('=');
    const word = at < 0 ? value : value.slice(0, at);
    const channel = CHANNELS.find((name) => name === word);
    const named = at < 0 ? null : value.slice(at + 1);
    const found = channel === undefined ? unknownChannel(word) : addressOf(channel, named, env);
    if (typeof found === 'string') faults.push(found);
    else targets.set(JSON.stringify([found.channel, found.url.href]), { channel: found.channel, url: found.url.href, secret: secretFor(found.channel, env) });
    if (typeof found !== 'string' && named !== null && !named.startsWith('env:') && !isLoopback(found.url)) isOpen.add(found.channel);
  }
  if (faults.length > 0) throw new UsageError([...new Set(faults)]);
  if (targets.size > 0) readProxySettings(env);
  return { targets: [...targets.values()], warnings: [...isOpen].map(openWarning) };
}

function unknownChannel(word: string): string {
  const near = nearest(word, CHANNELS);
  return `--notify wants one of ${CHANNELS.join(', ')}, alone or with =URL or =env:NAME; what was given is none of them.${near === null ? '' : ` Did you mean ${near}?`}`;
}

function addressOf(channel: Channel, named: string | null, env: Env): { readonly channel: Channel; readonly url: URL } | string {
  const [, variable = null] = named === null ? [null, urlVariable(channel)] : /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(named) ?? [];
  if (named !== null && named.startsWith('env:') && variable === null) return `--notify ${channel}=env:NAME wants the name of an environment variable: letters, digits and underscores.`;
  const address = (variable === null ? named : env[variable])?.trim() ?? '';
  if (address === '') return variable === null ? `--notify ${channel}= wants an address after the sign, or nothing with the address in ${urlVariable(channel)}.` : `--notify ${channel} wants the address of the receiver in ${variable}, which is not set. Set it, or leave the option out.`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '';
  return isWeb ? { channel, url } : `--notify ${channel} wants an http or https address${variable === null ? '' : ` in ${variable}`}, and what is there is none. Correct it.`;
}

function urlVariable(channel: Channel): string {
  return `TAIR_PREFLIGHT_NOTIFY_${channel.toUpperCase()}_URL`;
}

function secretFor(channel: Channel, env: Env): string | null {
  return channel === 'slack' ? null : env[`TAIR_PREFLIGHT_NOTIFY_${channel.toUpperCase()}_SECRET`] || null;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function openWarning(channel: Channel): string {
  return `The address of ${channel} stands in the open: everyone on this machine can read a command line. Put it into ${urlVariable(channel)} and say --notify ${channel}.`;
}

/**
 * Sends one digest of a run to each receiver, all at the same time, and waits until each took it or was given up, at most
 * as long as the limits say. Returns a sentence for each that did not take it, without its address. Never throws.
 */
export async function notify(receivers: Receivers, told: Told, world: World, limits: DeliveryLimits = DELIVERY_LIMITS): Promise<readonly string[]> {
  const agents = createAgents({ keepAlive: false, timeout: limits.perTry * 1000, proxyFor: readProxySettings(world.env) });
  const post: Post = {
    version: world.version, limits, agentFor: (url) => agents.agentFor(url),
    now: () => world.now(), random: () => world.random(), sleep: (seconds) => world.sleep(seconds),
  };
  try {
    const failures = await Promise.all(receivers.targets.map((target) => notifyOne(target, told, post)));
    return failures.filter((failure) => failure !== null);
  } finally {
    agents.destroy();
  }
}

async function notifyOne(target: Target, told: Told, post: Post): Promise<string | null> {
  const { channel } = target;
  try {
    const delivery = await deliver(target, bodyFor(channel, told), post);
    if (delivery.kind === 'taken') return null;
    return `${channel} was not notified: ${failureWords(delivery.why, codeOf)}${delivery.tries === 1 ? '' : ` (tried ${delivery.tries} times)`}. The result is whole, and the exit code is as without it.`;
  } catch (fault) {
    // The result was told already: whatever is wrong with a message must not take that back.
    return `${channel} was not notified: the message could not be made (${fault instanceof Error ? fault.name : typeof fault}). The result is whole, and the exit code is as without it.`;
  }
}

/** Programs get the result in its own language, people in theirs. */
function bodyFor(channel: Channel, { result, inLanguage, diff, language }: Told): string {
  const id = createHash('sha256').update(JSON.stringify([result.startedAt, result.finishedAt, result.scope, result.summary])).digest('hex').slice(0, 32);
  return digestBody(channel, { result: channel === 'webhook' ? result : inLanguage(language), diff, id }, language);
}

/** What went wrong on the way in one word, or what the proxy said; no address. */
function codeOf(fault: unknown): string {
  if (fault instanceof ProxyRefusal || fault instanceof ProxyUnreachable) return fault.message.replace(/\.$/, '');
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : 'the connection was closed';
}
