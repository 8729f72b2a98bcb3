import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { KeyState } from './cloud-state.ts';
import { ServiceError } from './service-error.ts';

/** A request as it came over the wire. `query` holds the decoded parameters of the URL alone. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const MUST_BE_SIGNED = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];
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

/** The key that signed the request with ACS3-HMAC-SHA256; throws ServiceError when it is missing, unknown, too old, replayed or wrong. */
export function verifySignature(request: SignedRequest, keys: ReadonlyMap<string, KeyState>, nonces: NonceMemory): KeyState {
  const { keyId, signedHeaders, signature } = readAuthorization(header(request, 'authorization'));
  for (const name of MUST_BE_SIGNED) {
    if (header(request, name) === undefined) throw new ServiceError(400, 'MissingParameter', `The header ${name} is missing.`);
  }
  const key = keys.get(keyId);
  if (key === undefined) throw new ServiceError(404, 'InvalidAccessKeyId.NotFound', 'There is no such access key.');
  const date = Date.parse(header(request, 'x-acs-date') ?? '');
  if (!(Math.abs(Date.now() - date) <= MOST_SKEW)) throw new ServiceError(400, 'InvalidTimeStamp.Expired', 'The time of the request is too far from the present.');
  if (MUST_BE_SIGNED.some((name) => !signedHeaders.includes(name)) || !isRightBody(request) || !equal(sign(request, signedHeaders, key.secret), signature)) {
    throw new ServiceError(400, 'SignatureDoesNotMatch', 'The signature is not that of this request and key.');
  }
  checkToken(request, key);
  if (!nonces.remember(header(request, 'x-acs-signature-nonce') ?? '')) throw new ServiceError(400, 'SignatureNonceUsed', 'The nonce was used before.');
  return key;
}

function readAuthorization(text: string | undefined): { readonly keyId: string; readonly signedHeaders: readonly string[]; readonly signature: string } {
  if (text === undefined) throw new ServiceError(400, 'MissingParameter', 'The request is not signed: there is no Authorization header.');
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(text);
  if (match === null) throw new ServiceError(400, 'IncompleteSignature', `The Authorization header is not of ${ALGORITHM}.`);
  const [, keyId = '', signedHeaders = '', signature = ''] = match;
  return { keyId, signedHeaders: signedHeaders.split(';'), signature };
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function isRightBody(request: SignedRequest): boolean {
  return header(request, 'x-acs-content-sha256') === sha256(request.body);
}

function sign(request: SignedRequest, signedHeaders: readonly string[], secret: string): string {
  const query = request.query
    .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const headers = signedHeaders.map((name) => `${name}:${(header(request, name) ?? '').trim()}\n`).join('');
  const canonical = [request.method, request.path, query, headers, signedHeaders.join(';'), header(request, 'x-acs-content-sha256') ?? ''].join('\n');
  return createHmac('sha256', secret).update(`${ALGORITHM}\n${sha256(canonical)}`).digest('hex');
}

function checkToken(request: SignedRequest, key: KeyState): void {
  const token = header(request, 'x-acs-security-token');
  if (key.securityToken === null && token === undefined) return;
  if (key.securityToken === null || token === undefined || !equal(token, key.securityToken)) {
    throw new ServiceError(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'The security token does not belong to this access key.');
  }
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
