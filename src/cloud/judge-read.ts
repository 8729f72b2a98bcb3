import type { Outcome } from './attempt.ts';
import { isCredentialCode, isPermissionCode, isReplayCode, isThrottlingCode, isUnsupportedCode } from '../model/codes.ts';
import { readBody } from './read-body.ts';
import type { Body } from './read-body.ts';
import { cleanText, noteFault } from './safe-sentence.ts';
import type { RawReply } from './through-proxy.ts';
import { READ_OPERATIONS } from './types.ts';
import type { NoReply, ReadOperation } from './types.ts';

/** What one try of a read came to. `retry` says with which patience it is worth another. */
export type ReadJudgement =
  | { readonly kind: 'reply'; readonly body: Readonly<Record<string, unknown>>; readonly requestId: string }
  | (Omit<NoReply, 'kind' | 'operation' | 'readAt'> & {
      readonly kind: 'no-reply';
      readonly retry: 'never' | 'fault' | 'throttling';
      /** The service's wish, in milliseconds. */
      readonly retryAfter: number | null;
    });

export interface ReadSubject {
  readonly operation: ReadOperation;
  readonly region: string;
  readonly secrets: readonly string[];
}

type Verdict = Pick<NoReply, 'reason'> & { readonly retry: 'never' | 'fault' | 'throttling'; readonly ramAction?: string | null; readonly what: string };

/** Judges one try. A reply is a JSON object with a RequestId and no error code, under a 2xx status; all else is named. */
export function judgeRead(subject: ReadSubject, outcome: Outcome): ReadJudgement {
  if (outcome.kind === 'broken') return judgeBroken(subject, outcome);
  const { reply } = outcome;
  const body = readBody(reply);
  if (reply.status >= 200 && reply.status < 300 && body.object !== null && body.requestId !== null && body.code === null) {
    return { kind: 'reply', body: body.object, requestId: body.requestId };
  }
  const { what, ...verdict } = reply.status < 400 ? judgeUnreadable(body, reply) : judgeError(subject, body, reply);
  return noReply(subject, what, { ramAction: null, ...verdict, code: body.code, status: reply.status, requestId: body.requestId ?? headerId(reply), retryAfter: retryAfter(reply) });
}

function judgeBroken(subject: ReadSubject, outcome: Extract<Outcome, { kind: 'broken' }>): ReadJudgement {
  const { status } = outcome;
  const fault = noteFault(outcome.error);
  const base = { code: null, status, requestId: null, ramAction: null, retryAfter: null };
  if (status === null || fault.reason === 'timeout') {
    return noReply(subject, fault.what, { ...base, reason: fault.reason, retry: fault.worthRetrying ? 'fault' : 'never' });
  }
  return noReply(subject, `the reply (HTTP ${status}) broke off`, { ...base, reason: status >= 500 ? 'server-error' : 'malformed', retry: 'fault' });
}

function judgeUnreadable(body: Body, reply: RawReply): Verdict {
  const what = body.code !== null ? `the reply says success (HTTP ${reply.status}) but carries the error code ${body.code}`
    : body.object !== null ? `the reply (HTTP ${reply.status}) carries no RequestId`
    : `the reply (HTTP ${reply.status}) is not a JSON object`;
  return { reason: 'malformed', retry: 'fault', what };
}

function judgeError(subject: ReadSubject, body: Body, reply: RawReply): Verdict {
  const { status } = reply;
  const { code } = body;
  const said = code === null ? `HTTP ${status} without a readable error code` : `${code} (HTTP ${status})`;
  const says = body.message === '' || code === null || isCredentialCode(code) ? said : `${said}: ${cleanText(body.message, subject.secrets).replace(/[.\s]+$/, '')}`;
  if (status === 429 || (code !== null && isThrottlingCode(code))) return { reason: 'throttled', retry: 'throttling', what: `the service throttled it with ${said}` };
  if (status >= 500) return { reason: 'server-error', retry: 'fault', what: `the service failed with ${says}` };
  if (code === null) return { reason: 'unrecognised', retry: 'never', what: `the answer was ${said}; something other than the service may have answered, check endpoint and proxy` };
  if (isCredentialCode(code)) return { reason: 'denied', retry: 'never', ramAction: null, what: `the credentials were not accepted: ${said}` };
  if (isReplayCode(code)) return { reason: 'unrecognised', retry: 'fault', what: `the service answered ${said}` };
  if (isUnsupportedCode(code)) return { reason: 'unsupported', retry: 'never', what: `the operation does not serve this: ${says}` };
  if (isPermissionCode(code) || status === 401 || body.deniedAction !== null) {
    const action = body.deniedAction ?? READ_OPERATIONS[subject.operation];
    return { reason: 'denied', retry: 'never', ramAction: cleanText(action, subject.secrets), what: `permission is missing: ${said}; grant ${cleanText(action, subject.secrets)}` };
  }
  if (status === 404 || /NotFound/i.test(code)) return { reason: 'not-found', retry: 'never', what: `the service does not know it: ${says}` };
  return { reason: 'unrecognised', retry: 'never', what: `the service answered ${says}` };
}

function noReply(subject: ReadSubject, what: string, rest: Omit<Extract<ReadJudgement, { kind: 'no-reply' }>, 'kind' | 'detail'>): ReadJudgement {
  const code = rest.code === null ? null : cleanText(rest.code, subject.secrets);
  const { reason, status, requestId, ramAction, retry, retryAfter: wait } = rest;
  return { kind: 'no-reply', reason, code, status, requestId, ramAction, retry, retryAfter: wait, detail: cleanText(`${subject.operation} in ${subject.region} brought no answer: ${what}.`, subject.secrets) };
}

function headerId(reply: RawReply): string | null {
  const id = reply.headers['x-acs-request-id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

function retryAfter(reply: RawReply): number | null {
  const wish = reply.headers['x-acs-retry-after'];
  return typeof wish === 'string' && /^\d{1,9}$/.test(wish) ? Number(wish) : null;
}
