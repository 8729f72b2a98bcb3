import * as http from 'node:http';
import * as https from 'node:https';

import type { ProbeStep } from '../model/doctor.ts';
import { createAgents, ProxyRefusal, ProxyUnreachable } from './agents.ts';
import type { Agents } from './agents.ts';
import { readEndpoints } from './endpoints.ts';
import type { Product } from './endpoints.ts';
import { readProxySettings } from './proxy-settings.ts';
import { noteFault } from './safe-sentence.ts';
import { createSdk } from './sdk.ts';
import type { CloudOptions } from './types.ts';

/** What became of knocking at one endpoint. */
export interface Probe {
  readonly product: Product;
  readonly region: string;
  /** With its port if it has one. */
  readonly host: string;
  readonly outcome:
    | { readonly kind: 'answered'; /** How far our clock is ahead of its Date, in whole seconds; null where it told none. */ readonly ahead: number | null }
    | { readonly kind: 'failed'; readonly step: ProbeStep; readonly reason: 'timeout' | 'unreachable' | 'malformed'; /** Half a sentence that is safe to print. */ readonly what: string };
}

/** Knocks at endpoints without credentials: whatever the service answers to a stranger is an answer. */
export interface Prober {
  probe(product: Product, region: string): Promise<Probe>;
  /** As Cloud's own: where a region is reached. */
  learnRegionEndpoint(region: string, host: string): void;
  close(): void;
}

/** Opens a prober for the endpoints that the reader would use. Throws a UsageError for endpoints or a proxy that cannot be used. */
export function openProber(options: Pick<CloudOptions, 'endpoints' | 'network' | 'env' | 'requestTimeout' | 'version' | 'now'>): Prober {
  const endpoints = readEndpoints(options);
  const timeout = Math.ceil(options.requestTimeout * 1000);
  const agents = createAgents({ keepAlive: false, timeout, proxyFor: readProxySettings(options.env) });
  const sdk = createSdk({ account: NOBODY, endpoints, network: options.network, timeout, version: options.version });
  const knocks = new Map<string, Promise<Probe['outcome']>>();
  return {
    async probe(product, region) {
      const { protocol, host } = await sdk.addressOf(product, region);
      const url = `${protocol}://${host}/`;
      const outcome = knocks.get(url) ?? knockTwice(url, agents, { ...options, limit: 2 * timeout });
      knocks.set(url, outcome);
      return { product, region, host, outcome: await outcome };
    },
    learnRegionEndpoint: (region, host) => endpoints.learn(region, host),
    close: () => agents.destroy(),
  };
}

/** Nothing is signed, so nobody is asked for keys. */
const NOBODY = {
  provider: { getCredentials: () => Promise.reject(new Error('A probe has no credentials.')), getProviderName: () => 'nobody' },
};

interface Knock extends Pick<CloudOptions, 'version' | 'now'> {
  /** The most that it may take, in milliseconds. */
  readonly limit: number;
}

/** A connection may break once without a reason; what was waited for in vain is not waited for again. */
async function knockTwice(url: string, agents: Agents, options: Knock): Promise<Probe['outcome']> {
  const outcome = await knock(url, agents, options);
  return outcome.kind === 'answered' || outcome.reason === 'timeout' ? outcome : knock(url, agents, options);
}

function knock(url: string, agents: Agents, { version, now, limit }: Knock): Promise<Probe['outcome']> {
  const began = now().getTime();
  const secure = url.startsWith('https:');
  return new Promise((resolve) => {
    let reached: ProbeStep = 'connection';
    const request = (secure ? https : http).request(url, { agent: agents.agentFor(url), signal: AbortSignal.timeout(limit), headers: { 'user-agent': `tair-preflight/${version}` } });
    request.once('socket', (socket) => {
      if (!socket.connecting) reached = secure ? 'tls' : 'answer';
      socket.once('connect', () => { reached = secure ? 'tls' : 'answer'; });
      socket.once('secureConnect', () => { reached = 'answer'; });
    });
    request.once('response', (response) => {
      resolve({ kind: 'answered', ahead: aheadOf(response.headers.date, (began + now().getTime()) / 2) });
      response.destroy();
    });
    request.on('error', (fault) => {
      const { reason, what } = noteFault(fault.name === 'AbortError' ? Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }) : fault);
      resolve({ kind: 'failed', step: stepOf(fault, reached), reason, what });
    });
    request.end();
  });
}

function stepOf(fault: Error, reached: ProbeStep): ProbeStep {
  if (fault instanceof ProxyRefusal || fault instanceof ProxyUnreachable) return 'proxy';
  return 'code' in fault && (fault.code === 'ENOTFOUND' || fault.code === 'EAI_AGAIN') ? 'name' : reached;
}

/** A Date has no fractions: on the average it is half a second old. */
function aheadOf(date: string | undefined, ours: number): number | null {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? null : Math.round((ours - theirs - 500) / 1000);
}
