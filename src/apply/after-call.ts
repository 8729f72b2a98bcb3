import type { CallResult } from '../cloud/types.ts';
import type { Finding } from '../model/finding.ts';
import type { Course, EntryEnd } from './apply-entry.ts';
import { withhold } from './before-call.ts';
import { reconcile, waitFor } from './wait.ts';

/** How often a call may leave for one entry: after throttling, or after reading showed that nothing happened. */
export const MOST_ATTEMPTS = 5;
/** Lost answers after which nothing is sent again in one run, whatever reading shows. */
const MOST_AMBIGUOUS = 2;

/** What a call came to: the end of its entry, or "again" where it is known to have done nothing and may leave once more. */
export async function afterCall(course: Course, result: CallResult, so: { readonly attempt: number; readonly lost: number }): Promise<EntryEnd | 'again'> {
  const { entry, world } = course;
  const { attempt } = so;
  switch (result.kind) {
    case 'accepted':
      course.record('accepted', attempt, { requestId: result.requestId });
      world.say(`${entry.instanceId}: accepted (request ${result.requestId}); waiting.`);
      return waitFor(course, attempt, result.requestId);
    case 'rejected':
      return endRejected(course, result, so);
    case 'denied': {
      const detail = `${result.code}: ${result.message} Grant ${result.ramAction}; no further call was tried.`;
      const part = { errorCode: result.code, requestId: result.requestId };
      course.record('rejected', attempt, { ...part, detail });
      return course.end('rejected', detail, { ...part, endsAll: true });
    }
    case 'throttled': {
      const isLast = attempt >= MOST_ATTEMPTS;
      const detail = isLast ? `The call was throttled ${attempt} times (${result.code}); nothing was done. Try later.` : 'Throttled: nothing was done.';
      const part = { errorCode: result.code, requestId: result.requestId };
      course.record('rejected', attempt, { ...part, detail });
      if (isLast) return course.end('rejected', detail, part);
      await world.sleep(pauseAfter(attempt));
      return 'again';
    }
    case 'not-sent':
      course.record('reconciled', attempt, { detail: result.detail });
      if (attempt >= MOST_ATTEMPTS) return withhold(course, { detail: `The call did not leave: ${result.detail}`, rule: null, endsAll: false });
      await world.sleep(pauseAfter(attempt));
      return 'again';
    case 'ambiguous':
      course.record('ambiguous', attempt, { requestId: result.requestId, detail: result.detail });
      world.say(`${entry.instanceId}: no clear answer (${result.detail}) Reading what happened.`);
      return reconcile(course, attempt, result, so.lost < MOST_AMBIGUOUS);
  }
}

/** Seconds before a call that did nothing leaves again. */
function pauseAfter(attempt: number): number {
  return Math.min(2 ** attempt, 16) * 0.5;
}

/**
 * Reads again: where a rule that predicts this code fails now, something changed in between; else the rule book missed it.
 * After a lost answer the earlier call may be the cause, carried out late: then what was asked for is waited for first.
 */
async function endRejected(course: Course, result: Extract<CallResult, { kind: 'rejected' }>, { attempt, lost }: { readonly attempt: number; readonly lost: number }): Promise<EntryEnd> {
  const { entry, world } = course;
  const part = { errorCode: result.code, requestId: result.requestId };
  if (lost > 0) {
    const detail = `Refused with ${result.code}, perhaps because an earlier call whose answer was lost is carried out.`;
    course.record('ambiguous', attempt, { ...part, detail });
    world.say(`${entry.instanceId}: ${detail} Reading what happened.`);
    const late = await reconcile(course, attempt, { detail, requestId: null }, true);
    if (late !== 'again') return late;
  }
  course.record('rejected', attempt, { ...part, detail: result.message });
  const { instance } = await world.reread(entry);
  const foretelling = instance.findings.filter((finding) => predicts(finding, result.code));
  const changed = foretelling.find((finding) => finding.verdict === 'fail');
  const waived = foretelling.find((finding) => finding.verdict === 'waived');
  const rule = (changed ?? waived)?.rule ?? null;
  const detail = changed !== undefined ? `race: ${result.code}. Since the facts were read, this changed: ${changed.message}`
    : waived !== undefined ? `foretold: ${result.code}. Rule ${waived.rule} foretells it, and its failure was waived: ${waived.message}`
    : `rule-book miss: ${result.code}: ${result.message} Every rule passed, and none that fails now foretells this code; please report the answer.`;
  course.record('rejected', attempt, { ...part, rule, detail }); // once more, with what it was traced to: a resume tells the same
  return course.end('rejected', detail, { ...part, rule });
}

function predicts(finding: Finding, code: string): boolean {
  return finding.predicts.some((prediction) => prediction.code === code);
}
