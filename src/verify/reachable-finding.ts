import type { Address, DataPlaneFinding, DataPlaneStatus, FailureKind } from '../model/data-plane.ts';
import { finding } from './findings.ts';
import type { LoggedIn } from './log-in.ts';
import { adviceFor, atAddress } from './words.ts';

/**
 * Failures that the network or this machine's place in it may cause as well as the endpoint: from here it cannot be told which.
 * All others are the endpoint's own words.
 */
const OPEN: readonly FailureKind[] = ['name-not-found', 'refused', 'unreachable', 'timeout', 'closed'];

/** Whether the endpoint could be reached from here. */
export function reachableFinding(direct: Address, entry: LoggedIn): DataPlaneFinding {
  if (entry.kind !== 'not-reached') return finding('reachable', 'ok', `The direct endpoint ${atAddress(direct)} accepts connections from here and speaks Redis.`);
  const { failure } = entry;
  const status: DataPlaneStatus = OPEN.includes(failure.kind) ? 'unknown' : 'problem';
  return finding('reachable', status, `The direct endpoint ${atAddress(direct)} could not be used from here: ${failure.saw}.`, { reason: failure.kind, advice: adviceFor(failure) });
}
