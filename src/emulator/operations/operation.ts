import type { CloudState, InstanceState, KeyState } from '../cloud-state.ts';
import type { RawOverrides } from '../fleet-file.ts';
import type { Accepted } from '../changes.ts';
import { ServiceError } from '../service-error.ts';

/** One call, as an operation sees it: signed, allowed, and at a moment at which all due changes have taken place. */
export interface Call {
  readonly state: CloudState;
  readonly now: Date;
  readonly parameters: ReadonlyMap<string, string>;
  /** The region that the Host header selects; null where it selects none. */
  readonly hostRegion: string | null;
  readonly key: KeyState;
  /** Keeps an accepted change in the emulator's journal. */
  readonly accept: (accepted: Accepted) => void;
}

/** The body of a reply without its RequestId. */
export type Body = Readonly<Record<string, unknown>>;

/** An operation of the API: its RAM action, whether it changes anything, and what it answers; it throws ServiceError. */
export interface Operation {
  readonly ram: string;
  readonly mutates: boolean;
  readonly run: (call: Call) => Body;
}

/** A parameter that must be there. */
export function required(call: Call, name: string): string {
  const value = call.parameters.get(name);
  if (value === undefined || value === '') throw new ServiceError(400, 'MissingParameter', `The parameter ${name} is missing.`);
  return value;
}

/** The instance that InstanceId names; one of another region than the host's does not exist here. */
export function findInstance(call: Call, code = 'InvalidInstanceId.NotFound'): InstanceState {
  const instance = call.state.instances.get(required(call, 'InstanceId'));
  if (instance === undefined || (call.hostRegion !== null && instance.region !== call.hostRegion)) {
    throw new ServiceError(404, code, 'There is no such instance.');
  }
  return instance;
}

/** The region of the call: RegionId, else the host's. */
export function regionOf(call: Call): string {
  return call.hostRegion !== null && !call.parameters.has('RegionId') ? call.hostRegion : required(call, 'RegionId');
}

export interface Page<T> {
  readonly number: number;
  readonly size: number;
  readonly total: number;
  readonly items: readonly T[];
}

/** The page that PageNumber and PageSize ask for; a number that is not allowed is refused. */
export function pageOf<T>(call: Call, items: readonly T[], sizes: { readonly default: number; readonly min?: number; readonly max: number }): Page<T> {
  const number = integer(call, 'PageNumber', 1, 1, 1_000_000);
  const size = integer(call, 'PageSize', sizes.default, sizes.min ?? 1, sizes.max);
  return { number, size, total: items.length, items: items.slice((number - 1) * size, number * size) };
}

function integer(call: Call, name: string, absent: number, min: number, max: number): number {
  const given = call.parameters.get(name);
  if (given === undefined) return absent;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ServiceError(400, `Invalid${name}`, `${name} is not between ${min} and ${max}.`);
}

/** A comma-separated parameter as a list; null where it is absent. More values than `most` are refused with `code`. */
export function csv(call: Call, name: string, most: number, code: string): readonly string[] | null {
  const given = call.parameters.get(name);
  if (given === undefined || given === '') return null;
  const values = given.split(',').map((value) => value.trim());
  if (values.length > most || values.includes('')) throw new ServiceError(400, code, `${name} takes 1 to ${most} values, separated by commas.`);
  return values;
}

/** Lays the fleet's overrides for an operation over a reply: null drops the field. */
export function override(body: Body, raw: RawOverrides, operation: string): Body {
  const fields = Object.hasOwn(raw, operation) ? raw[operation] : undefined;
  if (fields === undefined) return body;
  return Object.fromEntries(Object.entries({ ...body, ...fields }).filter(([, value]) => value !== null));
}
