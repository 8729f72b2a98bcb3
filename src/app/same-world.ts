import { UsageError } from '../model/faults.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from './open-run.ts';

/** That a plan is run in the account and with the rule book it was made with. Throws a UsageError where that is not so, or cannot be known. */
export async function assertSameWorld(run: Run, plan: Plan, file: string): Promise<void> {
  if (run.book.digest !== plan.rulebook.digest) {
    throw new UsageError(`${file} was made with another rule book (${plan.rulebook.digest.slice(0, 12)}…, now ${run.book.digest.slice(0, 12)}…). Use the same version and --rules, or plan anew.`);
  }
  await assertSameAccount(run, plan.entries.map((entry) => entry.accountId), file);
}

/** That the credentials are those of the account that was recorded. An account that could not be read then cannot be compared now. */
export async function assertSameAccount(run: Run, recorded: readonly (string | null)[], what: string): Promise<void> {
  const accounts = new Set(recorded);
  if (accounts.size === 0 || (accounts.size === 1 && accounts.has(null))) return;
  const account = await run.accountId;
  if (account.kind === 'unknown') throw new UsageError(`Whether ${what} is for this account could not be read: ${account.detail} Grant sts:GetCallerIdentity, or plan anew.`);
  if (accounts.size !== 1 || !accounts.has(account.value)) {
    throw new UsageError(`${what} is for account ${[...accounts].join(', ')}, and these credentials are of ${account.value}. Use the credentials of the account it was made for.`);
  }
}
