import type { Address } from '../model/data-plane.ts';
import { loadIoredis, quietOptions, withinTime } from './connection.ts';
import type { Login } from './connection.ts';
import { toFailure } from './failure.ts';
import type { Failure } from './failure.ts';
import { keyForEach } from './key-slot.ts';
import { secretsOf } from './log-in.ts';
import type { MappedPrimary } from './slot-map.ts';

/** Of each primary: whether a native client's read of a key on it was answered. */
export interface NativeReads {
  readonly answered: readonly MappedPrimary[];
  readonly failed: readonly { readonly primary: MappedPrimary; readonly failure: Failure }[];
}

/** Connects as a native cluster client and reads, through its routing, the type of one key on each primary. The keys do not exist. */
export async function readAsNativeClient(given: {
  readonly direct: Address;
  readonly primaries: readonly MappedPrimary[];
  readonly login: Login;
  readonly timeout: number;
}): Promise<NativeReads> {
  const { direct, primaries, login, timeout } = given;
  const { Cluster } = await loadIoredis();
  const { retryStrategy: _none, ...options } = quietOptions(timeout);
  const cluster = new Cluster([{ ...direct }], {
    lazyConnect: true, enableReadyCheck: false, clusterRetryStrategy: () => null, slotsRefreshTimeout: timeout * 1000,
    maxRedirections: 4, retryDelayOnClusterDown: 0, retryDelayOnFailover: 0, scaleReads: 'master',
    redisOptions: { ...options, ...(login.username === null ? {} : { username: login.username }), ...(login.password === null ? {} : { password: login.password }) },
  });
  const seen = new Map<string, Error>();
  cluster.on('error', () => undefined);
  cluster.on('node error', (error: Error, key: string) => { seen.set(key, error); });
  const failureOf = (error: unknown, primary: MappedPrimary | null): Failure => {
    const nodeError = primary === null ? [...seen.values()].at(-1) : seen.get(`${primary.host}:${primary.port}`);
    const told = error instanceof Error && error.name === 'ReplyError' ? error : nodeError ?? error;
    return toFailure(told, { connected: true, replied: true, timeout, secrets: secretsOf(login) });
  };
  try {
    await withinTime(cluster.connect(), timeout);
    const keys = keyForEach(primaries);
    const reads = await Promise.all([...keys].map(async ([primary, key]): Promise<{ primary: MappedPrimary; failure: Failure | null }> => {
      try {
        await withinTime(cluster.type(key), timeout);
        return { primary, failure: null };
      } catch (error) {
        return { primary, failure: failureOf(error, primary) };
      }
    }));
    return {
      answered: reads.flatMap(({ primary, failure }) => (failure === null ? [primary] : [])),
      failed: reads.flatMap(({ primary, failure }) => (failure === null ? [] : [{ primary, failure }])),
    };
  } catch (error) {
    const failure = failureOf(error, null);
    return { answered: [], failed: primaries.map((primary) => ({ primary, failure })) };
  } finally {
    cluster.disconnect();
  }
}
