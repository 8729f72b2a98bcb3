import type { Channel } from '../model/notification.ts';
import type { Answer } from './exchange.ts';

/** Why a digest was not taken. */
export type NotTaken =
  | { readonly kind: 'unreachable'; readonly fault: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'status'; readonly status: number }
  /** DingTalk answers HTTP 200 and says in the body that it did not take it. */
  | { readonly kind: 'errcode'; readonly errcode: number }
  /** DingTalk's answer could not be read, so nobody knows. */
  | { readonly kind: 'unreadable' };

export type Judged =
  | { readonly kind: 'taken' }
  | { readonly kind: 'not-taken'; readonly why: NotTaken; readonly again: boolean; /** Seconds that the receiver asked for. */ readonly retryAfter: number };

/** DingTalk: busy, or more than 20 messages in a minute. */
const PASSING_ERRCODES = [-1, 130_101, 410_100];

/** What an answer means. Only what passes by itself is tried again: the network, HTTP 429, 5xx, and DingTalk's own words for them. */
export function judgeAnswer(channel: Channel, answer: Answer, now: Date): Judged {
  if (answer.kind === 'late') return notTaken({ kind: 'late' }, true);
  if (answer.kind === 'broken') return notTaken({ kind: 'unreachable', fault: answer.fault }, true);
  const { status, text } = answer;
  const retryAfter = secondsOf(answer.retryAfter, now);
  if (status < 200 || status > 299) return notTaken({ kind: 'status', status }, status === 429 || status >= 500, retryAfter);
  if (channel !== 'dingtalk') return { kind: 'taken' };
  const errcode = errcodeOf(text);
  if (errcode === null) return notTaken({ kind: 'unreadable' }, false);
  return errcode === 0 ? { kind: 'taken' } : notTaken({ kind: 'errcode', errcode }, PASSING_ERRCODES.includes(errcode), retryAfter);
}

function notTaken(why: NotTaken, again: boolean, retryAfter = 0): Judged {
  return { kind: 'not-taken', why, again, retryAfter };
}

/** Retry-After is a number of seconds or a date; 0 where it is neither. */
function secondsOf(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now.getTime()) / 1000);
}

function errcodeOf(text: string | null): number | null {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('errcode' in value)) return null;
    return typeof value.errcode === 'number' && Number.isSafeInteger(value.errcode) ? value.errcode : null;
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}
