import { UsageError } from '../model/faults.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from './open-run.ts';

/** That a plan is run in the account and with the rule book it was made with. Throws a UsageError where that is not so, or cannot be known. */
export async function assertSameWorld(run: Run, plan: Plan, file: string): Promise<void> {
  if (run.book.digest !== plan.rulebook.digest) {
    throw new UsageError(`${file} was made with another rule book (${plan.rulebook.digest.slice(0, 12)}…, now ${run.book.digest.slice(0, 12)}…). Use the same version and --rules, or plan anew.`);
  }
  const planned = new Set(plan.entries.map((entry) => entry.accountId));
  if (planned.has(null) && planned.size === 1) return; // it could not be read when the plan was made
  const account = await run.accountId;
  if (account.kind === 'unknown') throw new UsageError(`Whether ${file} is for this account could not be read: ${account.detail} Grant sts:GetCallerIdentity, or plan anew.`);
  if (planned.size !== 1 || !planned.has(account.value)) {
    throw new UsageError(`${file} is for account ${[...planned].join(', ')}, and these credentials are of ${account.value}. Use the credentials of the account it was made for.`);
  }
}
