import type { UnknownReason } from '../model/known.ts';

interface ReasonWords {
  /** What happened, as the end of a sentence that begins with the operation. */
  readonly happened: string;
  /** What to do about it. */
  readonly advice: string;
}

const WORDS = {
  denied: { happened: 'was denied', advice: 'Grant the RAM action that it needs and run again.' },
  throttled: { happened: 'was throttled', advice: 'Run again later, or with a lower --concurrency.' },
  timeout: { happened: 'did not answer in time', advice: 'Run again, or with a longer --request-timeout.' },
  unreachable: { happened: 'could not be reached', advice: 'Check the network path to the endpoint and run again.' },
  'server-error': { happened: 'failed at the service', advice: 'Run again later.' },
  malformed: { happened: 'gave an answer that cannot be read', advice: 'Run again; if it stays, look in the console.' },
  'not-found': { happened: 'did not find it', advice: 'Check that it was not deleted and that this account may see it.' },
  'not-returned': { happened: 'did not tell it', advice: 'Look it up in the console.' },
  unrecognised: { happened: 'gave a value that this version does not know', advice: 'Look it up in the console, and try a newer version of this tool.' },
  conflict: { happened: 'and another source contradict each other', advice: 'Look in the console which of them is right.' },
  unsupported: { happened: 'is not offered here', advice: 'Look it up in the console.' },
  'not-asked': { happened: 'was not asked', advice: 'Ask for it, or attest what only people can know.' },
  'rule-error': { happened: 'gave facts that a rule could not work with', advice: 'Mend the rule.' },
} as const satisfies Record<UnknownReason, ReasonWords>;

const BY_REASON: ReadonlyMap<string, ReasonWords> = new Map(Object.entries(WORDS));

/** "DescribeInstanceSSL was denied in cn-beijing.", with the reason's own name where the words do not hold it. A reason that this version does not know is named as it is. */
export function whatHappened(operation: string | null, reason: string, where = ''): string {
  const words = BY_REASON.get(reason)?.happened ?? `ended as ${reason}`;
  const subject = operation ?? (reason === 'rule-error' ? 'The reads' : 'The read');
  return `${subject} ${words}${where}${words.includes(reason) ? '' : ` (${reason})`}.`;
}

/** The sentence that says what to do: for a denial the RAM action to grant. */
export function whatToDo(reason: string, ramAction: string | null): string {
  if (ramAction !== null) return `Grant ${ramAction} and run again.`;
  return BY_REASON.get(reason)?.advice ?? 'Look it up in the console.';
}
