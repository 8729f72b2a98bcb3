import type { Address, FailureKind, SlotRange } from '../model/data-plane.ts';
import type { Failure } from './failure.ts';

export function atAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** 16,384 for 16384. */
export function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

const MOST_NAMED = 5;

/** The first few, then how many more there are. */
export function list(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`;
}

export function rangeText({ first, last }: SlotRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

const ADVICE: Readonly<Record<FailureKind, string>> = {
  'name-not-found': 'Look whether the name is spelt right and this machine resolves names of the VPC; the private endpoint is meant for machines in the same VPC.',
  refused: 'Look at the port, and run this from a machine in the same VPC whose address is in the whitelist.',
  unreachable: 'Run this from a machine in the same VPC: a private endpoint has no route from outside. Look at security groups and network ACLs between them.',
  timeout: 'Run this from a machine in the same VPC, look at security groups and network ACLs between them, and try again with a longer --connect-timeout.',
  closed: 'A whitelist without this machine\'s address does that, and so may TLS, a limit of connections or something between. Look at the whitelist first, then try again.',
  'not-redis': 'Look at the port, and whether TLS is off: direct connection mode wants it off.',
  whitelist: 'Add the address of this machine to a whitelist of the instance (ModifySecurityIps), or run this from a machine that is in it.',
  'too-many-clients': 'Close connections that nobody uses, then try again.',
  denied: 'The server at this address is not set up for clients from other machines. Look whether it is the one that is meant.',
  'password-required': 'Set TAIR_PREFLIGHT_REDIS_PASSWORD (and TAIR_PREFLIGHT_REDIS_USERNAME for another user than the default), or run on a terminal to be asked.',
  'wrong-password': 'Set TAIR_PREFLIGHT_REDIS_PASSWORD, and TAIR_PREFLIGHT_REDIS_USERNAME where it is the password of another user than the default, to what the instance knows.',
  'password-not-needed': 'Leave the password out, or look whether password-free access is meant to be on.',
  'username-not-supported': 'Leave TAIR_PREFLIGHT_REDIS_USERNAME out, or give user and password together as USER:PASSWORD in TAIR_PREFLIGHT_REDIS_PASSWORD, as some versions take it.',
  'no-permission': 'Log in as a user that may run PING, CLUSTER, INFO and TYPE.',
  'not-a-cluster': 'Look whether this is the direct endpoint of a cluster instance: a proxy endpoint or a standalone Redis does not speak the cluster protocol.',
  'cluster-down': 'Wait until the cluster is whole again, then try again; if it stays so, open a ticket.',
  loading: 'Wait until the shard has loaded its data, then try again.',
  malformed: 'Look whether Redis answers at this address. If it does, report the reply.',
  'server-error': 'Look the error up; if it passes, try again.',
};

/** What to do about a failure. */
export function adviceFor({ kind }: Failure): string {
  return ADVICE[kind];
}
