import { timingSafeEqual } from 'node:crypto';

import type { KeyState } from './cloud-state.ts';
import { ServiceError } from './service-error.ts';

const MOST_SKEW = 15 * 60_000;
const MOST_NONCES = 50_000;

/** Nonces that were used; of the older ones it forgets the oldest half when there are many. */
export class NonceMemory {
  #recent = new Set<string>();
  #older = new Set<string>();

  /** True the first time a nonce is shown. */
  remember(nonce: string): boolean {
    if (this.#recent.has(nonce) || this.#older.has(nonce)) return false;
    if (this.#recent.size >= MOST_NONCES) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(nonce);
    return true;
  }
}

/** Who may call: the keys there are, the nonces they have used, and the cloud's clock. */
export interface Access {
  readonly keys: ReadonlyMap<string, KeyState>;
  readonly nonces: NonceMemory;
  readonly now: Date;
}

/** What a signed request says of itself, whichever way it is signed. */
export interface Claim {
  readonly keyId: string;
  /** As it was sent. */
  readonly date: string;
  readonly nonce: string;
  readonly securityToken: string | undefined;
}

/**
 * The key of a claim, once its signature is found right: throws ServiceError where the key is unknown, the time is
 * more than 15 minutes off the machine's clock, the signature is wrong, the token is wrong or expired (by the cloud's
 * clock), or the nonce was used before; the first of these that holds.
 */
export function admit(claim: Claim, access: Access, assertSigned: (key: KeyState) => void): KeyState {
  const key = access.keys.get(claim.keyId);
  if (key === undefined) throw new ServiceError(404, 'InvalidAccessKeyId.NotFound', 'There is no such access key.');
  if (!(Math.abs(Date.now() - Date.parse(claim.date)) <= MOST_SKEW)) throw new ServiceError(400, 'InvalidTimeStamp.Expired', 'The time of the request is too far from the present.');
  assertSigned(key);
  assertToken(key, claim.securityToken, access.now);
  if (!access.nonces.remember(`${claim.keyId} ${claim.nonce}`)) throw new ServiceError(400, 'SignatureNonceUsed', 'The nonce was used before.');
  return key;
}

function assertToken(key: KeyState, token: string | undefined, now: Date): void {
  if (key.securityToken === null && token === undefined) return;
  if (key.securityToken === null || token === undefined || !isEqual(token, key.securityToken)) {
    throw new ServiceError(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'The security token does not belong to this access key.');
  }
  if (key.expiresAt !== null && now.getTime() >= key.expiresAt) throw new ServiceError(400, 'InvalidSecurityToken.Expired', 'The security token has expired; assume the role again.');
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Percent-encoding as the signatures want it: of everything but letters, digits and -_.~ */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A comparison by code units, the order in which parameters are signed. */
export function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
