import { DEFAULT_PORT } from '../model/fleet.ts';
import type { FactSet } from '../model/facts.ts';
import type { ApplyEntry } from '../model/outcome.ts';

/** What reading shows of an entry after (or instead of) a call. */
export type Observation =
  /** A direct endpoint that is the one asked for, or any where no prefix was asked for. Null parts could not be read. */
  | { readonly kind: 'ours'; readonly endpoint: string | null; readonly port: number | null; readonly isNormal: boolean }
  /** A direct endpoint that is not the one asked for. */
  | { readonly kind: 'another'; readonly endpoint: string; readonly port: number | null }
  /** No direct endpoint, status Normal, no active task: nothing is going on. */
  | { readonly kind: 'nothing' }
  /** No direct endpoint yet, but something is going on. */
  | { readonly kind: 'changing'; readonly what: string }
  | { readonly kind: 'unread'; readonly detail: string };

interface DirectEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Reads the facts of one instance as an observation. A status proves nothing; only an endpoint does. */
export function toObservation(facts: FactSet, entry: Pick<ApplyEntry, 'prefix' | 'port'>): Observation {
  const direct = facts.get('network.hasDirectEndpoint');
  const status = facts.get('instance.status');
  const tasks = facts.get('tasks.active');
  if (direct === undefined || direct.kind === 'unknown') return { kind: 'unread', detail: direct?.detail ?? 'The endpoints were not read.' };
  const isNormal = status?.kind === 'known' && status.value === 'Normal';
  if (direct.value === true) return observeEndpoint(directEndpoints(facts), entry, isNormal);
  if (status === undefined || status.kind === 'unknown') return { kind: 'unread', detail: status?.detail ?? 'The status was not read.' };
  if (!isNormal) return { kind: 'changing', what: `status ${String(status.value)}` };
  if (tasks === undefined || tasks.kind === 'unknown') return { kind: 'unread', detail: tasks?.detail ?? 'The tasks were not read.' };
  const running = Array.isArray(tasks.value) ? tasks.value.length : 0;
  return running > 0 ? { kind: 'changing', what: `${running} active task(s)` } : { kind: 'nothing' };
}

/** The direct endpoints; null where they could not be read in full. */
function directEndpoints(facts: FactSet): readonly DirectEndpoint[] | null {
  const endpoints = facts.get('network.endpoints');
  if (endpoints?.kind !== 'known' || !Array.isArray(endpoints.value)) return null;
  return (endpoints.value as readonly Readonly<Record<string, string | number | boolean>>[])
    .filter((endpoint) => endpoint['direct'] === true)
    .map((endpoint) => ({ host: String(endpoint['connectionString']), port: Number(endpoint['port']) }));
}

function observeEndpoint(endpoints: readonly DirectEndpoint[] | null, entry: Pick<ApplyEntry, 'prefix' | 'port'>, isNormal: boolean): Observation {
  if (endpoints === null || endpoints.length === 0) {
    return entry.prefix === null && entry.port === null ? { kind: 'ours', endpoint: null, port: null, isNormal } : { kind: 'unread', detail: 'A direct endpoint exists, but its name and port could not be read.' };
  }
  const ours = endpoints.find((endpoint) => isOurs(endpoint, entry));
  if (ours !== undefined) return { kind: 'ours', endpoint: ours.host, port: ours.port, isNormal };
  const [other] = endpoints;
  return { kind: 'another', endpoint: other?.host ?? '', port: other?.port ?? null };
}

/** Without a prefix any name is ours; without a port the service took its default. */
function isOurs(endpoint: DirectEndpoint, entry: Pick<ApplyEntry, 'prefix' | 'port'>): boolean {
  const nameFits = entry.prefix === null || endpoint.host.split('.', 1)[0] === entry.prefix;
  const portFits = entry.port === null ? entry.prefix === null || endpoint.port === DEFAULT_PORT : endpoint.port === entry.port;
  return nameFits && portFits;
}
