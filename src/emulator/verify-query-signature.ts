import { createHmac } from 'node:crypto';

import { admit, byName, encode, isEqual, type Access } from './access.ts';
import type { KeyState } from './cloud-state.ts';
import { ServiceError } from './service-error.ts';
import type { SignedRequest } from './verify-signature.ts';

/** The parameters that belong to the signature and the protocol, not to the operation. */
export const PROTOCOL_PARAMETERS: ReadonlySet<string> = new Set([
  'Action', 'Version', 'Format', 'Timestamp', 'AccessKeyId', 'SecurityToken', 'SignatureMethod', 'SignatureVersion', 'SignatureNonce', 'SignatureType', 'Signature',
]);

const REQUIRED = ['AccessKeyId', 'Signature', 'SignatureMethod', 'SignatureVersion', 'SignatureNonce', 'Timestamp', 'Version', 'Action'];

/** Whether the request is signed the older way: among its parameters. */
export function isQuerySigned(request: Pick<SignedRequest, 'headers'>, parameters: ReadonlyMap<string, string>): boolean {
  return request.headers.authorization === undefined && (parameters.has('Signature') || parameters.has('SignatureMethod'));
}

/**
 * The key that signed the request's parameters, those of the query and of a form together, with HMAC-SHA1.
 * Throws ServiceError when the signature is incomplete or wrong, and what `admit` throws.
 */
export function verifyQuerySignature(request: SignedRequest, access: Access): KeyState {
  const pairs = [...request.query, ...request.form];
  const parameters = new Map(pairs);
  for (const name of REQUIRED) {
    if ((parameters.get(name) ?? '') === '') throw new ServiceError(400, 'MissingParameter', `The parameter ${name} is missing.`);
  }
  if (parameters.get('SignatureMethod') !== 'HMAC-SHA1' || parameters.get('SignatureVersion') !== '1.0') {
    throw new ServiceError(400, 'IncompleteSignature', 'The signature is not of HMAC-SHA1 in version 1.0.');
  }
  const date = parameters.get('Timestamp') ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) throw new ServiceError(400, 'InvalidTimeStamp.Format', 'Timestamp is not a UTC time such as 2026-11-24T12:00:00Z.');
  const claim = { keyId: parameters.get('AccessKeyId') ?? '', date, nonce: parameters.get('SignatureNonce') ?? '', securityToken: parameters.get('SecurityToken') };
  return admit(claim, access, (key) => {
    const text = toSign(request.method, pairs);
    const signature = createHmac('sha1', `${key.secret}&`).update(text).digest('base64');
    // Clients look for the text after the colon: when it is theirs, they know that the secret is the culprit.
    if (!isEqual(signature, parameters.get('Signature') ?? '')) throw new ServiceError(400, 'SignatureDoesNotMatch', `Specified signature is not matched with our calculation. server string to sign is:${text}`);
  });
}

function toSign(method: string, pairs: SignedRequest['query']): string {
  const canonical = pairs.filter(([name]) => name !== 'Signature').toSorted(byName).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return `${method}&${encode('/')}&${encode(canonical)}`;
}
