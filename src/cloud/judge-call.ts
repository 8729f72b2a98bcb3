import type { MutatingOperation } from '../model/plan.ts';
import type { Outcome } from './attempt.ts';
import { isCredentialCode, isPermissionCode, isReplayCode, isThrottlingCode } from '../model/codes.ts';
import { readBody } from './read-body.ts';
import { cleanText, noteFault } from './safe-sentence.ts';
import type { RawReply } from './through-proxy.ts';
import type { CallResult } from './types.ts';

/**
 * Judges the one mutating request. `opened`: a connection stood, so the request may have arrived. Only an answer that
 * cannot be misread is taken for one; everything else is ambiguous.
 */
export function judgeCall(operation: MutatingOperation, outcome: Outcome, opened: boolean, secrets: readonly string[]): CallResult {
  if (outcome.kind === 'answered') return judgeAnswer(operation, outcome.reply, secrets);
  const { what } = noteFault(outcome.error);
  if (!opened) return { kind: 'not-sent', detail: `${operation} was not sent: ${what}.` };
  const seen = outcome.status === null ? what : `the reply (HTTP ${outcome.status}) broke off, ${what}`;
  return { kind: 'ambiguous', detail: `${operation} was sent, but its outcome is not known: ${seen}.`, requestId: null };
}

function judgeAnswer(operation: MutatingOperation, reply: RawReply, secrets: readonly string[]): CallResult {
  const { status } = reply;
  const { object, code, message, requestId, deniedAction } = readBody(reply);
  const ambiguous = (what: string): CallResult => ({ kind: 'ambiguous', detail: `${operation} was sent, but its outcome is not known: ${what}.`, requestId });
  if (status >= 200 && status < 300) {
    if (object === null) return ambiguous(`the reply (HTTP ${status}) is not a JSON object`);
    if ('Code' in object || code !== null) return ambiguous(`the reply says success (HTTP ${status}) but carries an error code`);
    return requestId === null ? ambiguous(`the reply (HTTP ${status}) carries no RequestId`) : { kind: 'accepted', requestId };
  }
  if (status < 400 || status >= 500 || status === 408 || code === null || isReplayCode(code)) {
    return ambiguous(`the answer was HTTP ${status}${code === null ? ' without a readable error code' : ` with ${cleanText(code, secrets)}`}`);
  }
  const named = { code: cleanText(code, secrets), requestId };
  if (isThrottlingCode(code)) return { kind: 'throttled', ...named };
  if (isCredentialCode(code)) return { kind: 'denied', ...named, message: 'The credentials were not accepted.', ramAction: `kvstore:${operation}` };
  const said = cleanText(message, secrets);
  if (isPermissionCode(code)) return { kind: 'denied', ...named, message: said, ramAction: cleanText(deniedAction ?? `kvstore:${operation}`, secrets) };
  return { kind: 'rejected', ...named, status, message: said };
}
