import { DoorClosed, GuardTimeout } from './attempt.ts';
import { ProxyRefusal, ProxyUnreachable } from './agents.ts';

/** Removes what must not be printed from a text that came from outside: secrets, addresses with parameters, control characters. At most 300 characters. */
export function cleanText(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length > 3) clean = clean.replaceAll(secret, '(hidden)');
  }
  clean = clean.replaceAll(/\bhttps?:\/\/\S+/gi, '(address)').replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}

/** How a connection failed. `built` tells whether the fault came while it was still being built, so that nothing was sent. */
export interface FaultNote {
  readonly reason: 'timeout' | 'unreachable' | 'malformed';
  readonly worthRetrying: boolean;
  /** Half a sentence without addresses: "the connection was refused (ECONNREFUSED)". */
  readonly what: string;
}

const KNOWN: Readonly<Record<string, FaultNote>> = {
  ECONNREFUSED: note('unreachable', true, 'the connection was refused'),
  ECONNRESET: note('unreachable', true, 'the connection was reset'),
  EPIPE: note('unreachable', true, 'the connection was closed while sending'),
  ENOTFOUND: note('unreachable', false, 'the host name is not known'),
  EAI_AGAIN: note('unreachable', true, 'the host name could not be resolved'),
  EHOSTUNREACH: note('unreachable', true, 'there is no way to the host'),
  ENETUNREACH: note('unreachable', true, 'there is no way to the network'),
  ETIMEDOUT: note('timeout', true, 'no answer came in time'),
  ESOCKETTIMEDOUT: note('timeout', true, 'no answer came in time'),
};

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET|ERR_TLS|ERR_SSL|EPROTO|CRL_|HOSTNAME_MISMATCH/;

/** Turns anything thrown below us into a reason and words that are safe to print: its own message is never used. */
export function noteFault(fault: unknown): FaultNote {
  if (fault instanceof GuardTimeout) return note('timeout', true, 'no answer came in time');
  if (fault instanceof DoorClosed) return note('unreachable', false, 'the program was ending');
  if (fault instanceof ProxyRefusal) {
    return note('unreachable', fault.status >= 500, `the proxy named by HTTPS_PROXY refused to connect (HTTP ${fault.status}${fault.status === 407 ? ', it wants a user name and password' : ''})`);
  }
  if (fault instanceof ProxyUnreachable) {
    return note(fault.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable', !CERTIFICATE.test(fault.code), `the proxy named by HTTPS_PROXY could not be reached (${fault.code})`);
  }
  if (!(fault instanceof Error)) return note('unreachable', false, 'the connection failed');
  if (/Timeout/.test(fault.name)) return note('timeout', true, 'no answer came in time');
  const code = 'code' in fault && typeof fault.code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(fault.code) ? fault.code : '';
  const known = KNOWN[code];
  if (known !== undefined) return { ...known, what: `${known.what} (${code})` };
  if (CERTIFICATE.test(code)) return note('unreachable', false, `its TLS certificate or handshake was not accepted (${code})`);
  if (code.startsWith('HPE_')) return note('malformed', true, `the answer was not HTTP (${code})`);
  return note('unreachable', code !== '', `the connection failed (${code === '' ? fault.name : code})`);
}

function note(reason: FaultNote['reason'], worthRetrying: boolean, what: string): FaultNote {
  return { reason, worthRetrying, what };
}
