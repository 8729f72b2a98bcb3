import type { FailureKind } from '../model/data-plane.ts';

/** Why a connection or a command failed. */
export interface Failure {
  readonly kind: FailureKind;
  /** What was seen, as a clause that continues "…: ". Holds no secret and no text of the server but a cleaned error. */
  readonly saw: string;
}

/** What is known of a connection when something on it fails. */
export interface ConnectionState {
  /** TCP was set up. */
  readonly connected: boolean;
  /** At least one reply came. */
  readonly replied: boolean;
  /** Seconds that were waited for each step. */
  readonly timeout: number;
  /** Never shown: it is cut out of whatever the server says. */
  readonly secrets: readonly string[];
}

const REPLIES: readonly (readonly [RegExp, FailureKind, string])[] = [
  [/illegal address/i, 'whitelist', 'the endpoint answered that the address of this machine is not allowed ("illegal address")'],
  [/^NOAUTH\b|operation not permitted/i, 'password-required', 'the endpoint asks for a password'],
  [/^WRONGPASS\b|invalid password|invalid username-password/i, 'wrong-password', 'the password, or the user name with it, was not accepted'],
  [/no password is set|without any password configured/i, 'password-not-needed', 'the endpoint has no password'],
  [/wrong number of arguments for '?auth/i, 'username-not-supported', 'the endpoint takes a password alone, no user name'],
  [/^NOPERM\b|no permissions? to/i, 'no-permission', 'the user may not do this (ACL)'],
  [/cluster support disabled|unknown (sub)?command.*cluster|cluster.*(not supported|disabled)/i, 'not-a-cluster', 'it does not speak the cluster protocol'],
  [/^CLUSTERDOWN\b/, 'cluster-down', 'the cluster says that it is down'],
  [/^LOADING\b/, 'loading', 'it is still loading its data'],
  [/max number of clients|too many connections/i, 'too-many-clients', 'it has no room for another connection'],
  [/^DENIED\b/, 'denied', 'it denies connections from outside (protected mode)'],
];

/** Reads an error that ioredis gave. What it stands for is told from what the server said, the system's code, and how far the connection had come. */
export function toFailure(error: unknown, state: ConnectionState): Failure {
  if (!(error instanceof Error)) return { kind: 'server-error', saw: 'something failed without an error' };
  if (error.name === 'ReplyError') return toReplyFailure(error.message, state.secrets);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return { kind: 'name-not-found', saw: `its name could not be looked up (${code})` };
  if (code === 'ECONNREFUSED') return { kind: 'refused', saw: 'the connection was refused (ECONNREFUSED): nothing listens there, or a firewall says so' };
  if (code === 'ETIMEDOUT' || /timed out/i.test(error.message)) return { kind: 'timeout', saw: `${state.connected ? 'the connection was accepted, but no reply came' : 'no connection came about'} within ${state.timeout} s` };
  if (/protocol error|unknown RESP type/i.test(error.message)) return { kind: 'not-redis', saw: 'the answer is not the Redis protocol; another service or TLS answers there' };
  if (!state.connected && code !== '') return { kind: 'unreachable', saw: `no connection came about (${code})` };
  if (state.connected) return { kind: 'closed', saw: state.replied ? 'the connection was closed' : 'the connection was accepted and closed before the first reply' };
  return { kind: 'unreachable', saw: 'no connection came about' };
}

function toReplyFailure(message: string, secrets: readonly string[]): Failure {
  for (const [pattern, kind, saw] of REPLIES) if (pattern.test(message)) return { kind, saw };
  return { kind: 'server-error', saw: `it answered with the error "${cleaned(message, secrets)}"` };
}

const MOST_TEXT = 100;

/** An error of the server as it may be shown: without what it repeats of our arguments, on one line, cut. */
function cleaned(message: string, secrets: readonly string[]): string {
  let text = message.replace(/,?\s*with args beginning with:.*$/is, '');
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '…');
  text = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
