import type { FactName, FactValue } from '../model/facts.ts';
import { DEFAULT_PORT } from '../model/fleet.ts';
import { known } from '../model/known.ts';
import type { Evidence, Known } from '../model/known.ts';
import type { CheckOptions } from './options.ts';

export interface Place {
  readonly instanceId: string;
  readonly name: string;
  /** Its place in the scope, from 1. */
  readonly number: number;
}

/** The facts that the user gives: the request, an attestation, and assumptions. Their evidence names where they come from. */
export function requestFacts(options: Pick<CheckOptions, 'prefix' | 'prefixTemplate' | 'port' | 'previewAccess' | 'assume'>, place: Place, now: Date): Map<FactName, Known<FactValue>> {
  const from = (operation: string): Evidence => ({ operation, requestId: null, readAt: now.toISOString() });
  const given = from('command line');
  const prefix = prefixFor(options, place);
  const facts = new Map<FactName, Known<FactValue>>([
    ['request.hasPrefix', known(prefix !== null, given)],
    ['request.port', known(options.port ?? DEFAULT_PORT, given)],
    ['request.now', known(now.toISOString(), given)],
    ['request.previewAttested', known(options.previewAccess !== null, given)],
  ]);
  if (prefix !== null) facts.set('request.prefix', known(prefix, given));
  if (options.previewAccess !== null) facts.set('account.previewAccess', known(options.previewAccess, from('attestation')));
  for (const [name, value] of options.assume) facts.set(name, known(value, from('assumption')));
  return facts;
}

/** The prefix asked for; null where none is. */
function prefixFor(options: Pick<CheckOptions, 'prefix' | 'prefixTemplate'>, place: Place): string | null {
  if (options.prefix !== null) return options.prefix;
  if (options.prefixTemplate === null) return null;
  return options.prefixTemplate
    .replaceAll('{id}', place.instanceId.replaceAll('-', ''))
    .replaceAll('{name}', place.name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .replaceAll('{n}', String(place.number));
}
