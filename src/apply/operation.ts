import { DEFAULT_PORT } from '../model/fleet.ts';
import type { FactSet } from '../model/facts.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import type { MutatingOperation, PlanEntry } from '../model/plan.ts';

/** What reading shows of an entry after (or instead of) a call. */
export type Observation =
  /** What the call is for is there: for Allocate a direct endpoint that is ours, for Release none any more. Null parts could not be read. */
  | { readonly kind: 'there'; readonly endpoint: string | null; readonly port: number | null; readonly isNormal: boolean }
  /** Allocate: a direct endpoint that is not the one asked for. */
  | { readonly kind: 'another'; readonly endpoint: string; readonly port: number | null }
  /** Nothing has come of it and nothing is going on: status Normal, no active task. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'changing'; readonly what: string }
  | { readonly kind: 'unread'; readonly detail: string };

/** Reads the facts of one instance as an observation. A status proves nothing; only the endpoints do. */
export function toObservation(operation: MutatingOperation, facts: FactSet, entry: Pick<PlanEntry, 'prefix' | 'port'>): Observation {
  const direct = facts.get('network.hasDirectEndpoint');
  if (direct === undefined || direct.kind === 'unknown') return { kind: 'unread', detail: direct?.detail ?? 'The endpoints were not read.' };
  const status = facts.get('instance.status');
  const isNormal = status?.kind === 'known' && status.value === 'Normal';
  if (operation === 'AllocateDirectConnection' && direct.value === true) return observeEndpoint(directEndpoints(facts), entry, isNormal);
  if (operation === 'ReleaseDirectConnection' && direct.value === false) return { kind: 'there', endpoint: null, port: null, isNormal };
  if (status === undefined || status.kind === 'unknown') return { kind: 'unread', detail: status?.detail ?? 'The status was not read.' };
  if (!isNormal) return { kind: 'changing', what: `status ${String(status.value)}` };
  const tasks = facts.get('tasks.active');
  if (tasks === undefined || tasks.kind === 'unknown') return { kind: 'unread', detail: tasks?.detail ?? 'The tasks were not read.' };
  const running = Array.isArray(tasks.value) ? tasks.value.length : 0;
  return running > 0 ? { kind: 'changing', what: running === 1 ? 'an active task' : `${running} active tasks` } : { kind: 'nothing' };
}

interface DirectEndpoint {
  readonly host: string;
  readonly port: number;
}

/** The direct endpoints; null where they could not be read in full. */
export function directEndpoints(facts: FactSet): readonly DirectEndpoint[] | null {
  const endpoints = facts.get('network.endpoints');
  if (endpoints?.kind !== 'known' || !Array.isArray(endpoints.value)) return null;
  return (endpoints.value as readonly Readonly<Record<string, string | number | boolean>>[])
    .filter((endpoint) => endpoint['direct'] === true)
    .map((endpoint) => ({ host: String(endpoint['connectionString']), port: Number(endpoint['port']) }));
}

function observeEndpoint(endpoints: readonly DirectEndpoint[] | null, entry: Pick<PlanEntry, 'prefix' | 'port'>, isNormal: boolean): Observation {
  const [first] = endpoints ?? [];
  if (endpoints === null || first === undefined) {
    const anyWillDo = entry.prefix === null && entry.port === null;
    return anyWillDo ? { kind: 'there', endpoint: null, port: null, isNormal } : { kind: 'unread', detail: 'A direct endpoint exists, but its name and port could not be read.' };
  }
  const ours = endpoints.find((endpoint) => isOurs(endpoint, entry));
  return ours === undefined ? { kind: 'another', endpoint: first.host, port: first.port } : { kind: 'there', endpoint: ours.host, port: ours.port, isNormal };
}

/** Without a prefix any name is ours; without a port the service took its default, or any where no prefix was asked for either. */
function isOurs(endpoint: DirectEndpoint, entry: Pick<PlanEntry, 'prefix' | 'port'>): boolean {
  const nameFits = entry.prefix === null || endpoint.host.split('.', 1)[0] === entry.prefix;
  const portFits = entry.port === null ? entry.prefix === null || endpoint.port === DEFAULT_PORT : endpoint.port === entry.port;
  return nameFits && portFits;
}

/** The words in which the endings of an operation are told. */
export interface Words {
  readonly done: string;
  readonly lost: string;
  readonly already: string;
  readonly awaited: string;
  readonly failed: string;
}

export const WORDS: Readonly<Record<MutatingOperation, Words>> = {
  AllocateDirectConnection: {
    done: 'The endpoint is there and the instance is Normal.',
    lost: 'The answer was lost; reading shows the endpoint.',
    already: 'It has a direct endpoint already; nothing was sent.',
    awaited: 'no endpoint was seen',
    failed: 'The call was accepted, the instance changed and returned to Normal without a direct endpoint.',
  },
  ReleaseDirectConnection: {
    done: 'The direct endpoint is gone and the instance is Normal.',
    lost: 'The answer was lost; reading shows that the direct endpoint is gone.',
    already: 'It has no direct endpoint; nothing was sent.',
    awaited: 'the direct endpoint is still there',
    failed: 'The call was accepted, the instance changed and returned to Normal with its direct endpoint.',
  },
};

/** True where there is nothing to call for: the instance has what the operation brings. */
export function isThereAlready(operation: MutatingOperation, instance: AssessedInstance): boolean {
  if (operation === 'AllocateDirectConnection') return instance.standing === 'enabled';
  const direct = instance.facts.get('network.hasDirectEndpoint');
  return direct?.kind === 'known' && direct.value === false;
}
