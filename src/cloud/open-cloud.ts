import { setMaxListeners } from 'node:events';

import { createAgents } from './agents.ts';
import { findCredentials } from './credentials.ts';
import { readEndpoints } from './endpoints.ts';
import { makeLanes } from './lanes.ts';
import { makeReader } from './make-reader.ts';
import { makeWriter } from './make-writer.ts';
import { readProxySettings } from './proxy-settings.ts';
import { createSdk } from './sdk.ts';
import type { Cloud, CloudOptions } from './types.ts';

/**
 * Opens the door to the cloud: settings are checked and credentials found before the first call.
 * Throws a UsageError for credentials, endpoints or a proxy that cannot be used.
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const endpoints = readEndpoints(options);
  const proxyFor = readProxySettings(options.env);
  const timeout = Math.ceil(options.requestTimeout * 1000);
  const limit = 2 * timeout; // one timeout to connect, one to read
  const agents = createAgents({ keepAlive: true, timeout, proxyFor });
  const ending = new AbortController();
  const closing = ending.signal;
  setMaxListeners(0, closing);
  const close = (): void => {
    ending.abort();
    agents.destroy();
  };
  try {
    const account = await findCredentials({ env: options.env, profile: options.profile, agents, closing });
    const sdk = createSdk({ account, endpoints, network: options.network, timeout, version: options.version });
    const lanes = makeLanes(options.concurrency);
    const { now, random } = options;
    return {
      identity: () => account.identity(),
      reader: makeReader({ sdk, account, agents, lanes, closing, limit, now, random }),
      openWriter: () => Promise.resolve(makeWriter({ sdk, account, lanes, closing, proxyFor, timeout, limit, now })),
      learnRegionEndpoint: (region, host) => endpoints.learn(region, host),
      close,
    };
  } catch (fault) {
    close();
    throw fault;
  }
}
