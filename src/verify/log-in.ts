import type { Address } from '../model/data-plane.ts';
import { openConnection } from './connection.ts';
import type { Connection, Login } from './connection.ts';
import type { Failure } from './failure.ts';

/** How a connection stands after AUTH and PING. */
export type LoggedIn =
  /** `ping` null: PONG came. `login` is what was in fact used. */
  | { readonly kind: 'in'; readonly connection: Connection; readonly login: Login; readonly ping: Failure | null; readonly passwordNotNeeded: boolean }
  /** It was reached and did not let us in. */
  | { readonly kind: 'kept-out'; readonly failure: Failure }
  | { readonly kind: 'not-reached'; readonly failure: Failure };

const NO_LOGIN: Login = { username: null, password: null };

/** Connects, logs in where there is a password, and sends one PING. A connection that is not `in` is closed. */
export async function logIn(address: Address, login: Login, timeout: number): Promise<LoggedIn> {
  const connection = await openConnection(address, timeout, secretsOf(login));
  const result = await tryLogIn(connection, login);
  if (result.kind !== 'in') connection.close();
  return result;
}

async function tryLogIn(connection: Connection, login: Login): Promise<LoggedIn> {
  const auth = login.password === null ? null : await connection.send('AUTH', ...(login.username === null ? [] : [login.username]), login.password);
  const passwordNotNeeded = auth?.kind === 'failed' && auth.failure.kind === 'password-not-needed';
  if (auth?.kind === 'failed' && !passwordNotNeeded) return refused(auth.failure);
  const ping = await connection.send('PING');
  const used = { connection, login: passwordNotNeeded ? NO_LOGIN : login, passwordNotNeeded };
  if (ping.kind === 'failed') return answersOtherwise(ping.failure) ? { kind: 'in', ...used, ping: ping.failure } : refused(ping.failure);
  if (ping.value === 'PONG') return { kind: 'in', ...used, ping: null };
  return { kind: 'in', ...used, ping: { kind: 'malformed', saw: 'PING was not answered with PONG' } };
}

export function secretsOf({ username, password }: Login): readonly string[] {
  return [username, password].filter((secret) => secret !== null);
}

/** PING failed, yet the connection is one on which more can be asked. */
function answersOtherwise({ kind }: Failure): boolean {
  return kind === 'no-permission' || kind === 'loading' || kind === 'cluster-down' || kind === 'server-error';
}

function refused(failure: Failure): LoggedIn {
  switch (failure.kind) {
    case 'password-required':
    case 'wrong-password':
    case 'username-not-supported':
    case 'no-permission':
      return { kind: 'kept-out', failure };
    default:
      return { kind: 'not-reached', failure };
  }
}
