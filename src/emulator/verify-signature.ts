import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { admit, byName, encode, isEqual, type Access } from './access.ts';
import type { KeyState } from './cloud-state.ts';
import { ServiceError } from './service-error.ts';

/** A request as it came over the wire. `query` holds the decoded parameters of the URL alone, `form` those of the body. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly form: readonly (readonly [name: string, value: string])[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const MUST_BE_SIGNED = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];

/** The key that signed the request with ACS3-HMAC-SHA256; throws ServiceError when the signature is missing or wrong, and what `admit` throws. */
export function verifySignature(request: SignedRequest, access: Access): KeyState {
  const { keyId, signedHeaders, signature } = readAuthorization(header(request, 'authorization'));
  for (const name of MUST_BE_SIGNED) {
    if (header(request, name) === undefined) throw new ServiceError(400, 'MissingParameter', `The header ${name} is missing.`);
  }
  const claim = {
    keyId,
    date: header(request, 'x-acs-date') ?? '',
    nonce: header(request, 'x-acs-signature-nonce') ?? '',
    securityToken: header(request, 'x-acs-security-token'),
  };
  return admit(claim, access, (key) => {
    if (MUST_BE_SIGNED.some((name) => !signedHeaders.includes(name)) || !isRightBody(request) || !isEqual(sign(request, signedHeaders, key.secret), signature)) {
      throw new ServiceError(400, 'SignatureDoesNotMatch', 'The signature is not that of this request and key.');
    }
  });
}

function readAuthorization(text: string | undefined): { readonly keyId: string; readonly signedHeaders: readonly string[]; readonly signature: string } {
  if (text === undefined) throw new ServiceError(400, 'MissingParameter', 'The request is not signed: there is no Authorization header, nor a Signature among the parameters.');
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
  const query = request.query.toSorted(byName).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const headers = signedHeaders.map((name) => `${name}:${(header(request, name) ?? '').trim()}\n`).join('');
  const canonical = [request.method, request.path, query, headers, signedHeaders.join(';'), header(request, 'x-acs-content-sha256') ?? ''].join('\n');
  return createHmac('sha256', secret).update(`${ALGORITHM}\n${sha256(canonical)}`).digest('hex');
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
