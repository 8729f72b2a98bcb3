import { SLOTS } from '../model/data-plane.ts';
import type { Address, DataPlaneFinding, DataPlaneStatus, FailureKind } from '../model/data-plane.ts';
import type { Failure } from './failure.ts';
import { finding } from './findings.ts';
import type { SlotMap } from './slot-map.ts';
import { adviceFor, atAddress, count, list, number, rangeText } from './words.ts';

/** Whether every slot has a primary. */
export function slotsFinding({ covered, gaps, primaries }: SlotMap): DataPlaneFinding {
  if (covered === SLOTS) return finding('slots-covered', 'ok', `All ${number(SLOTS)} slots are covered, by ${count(primaries.length, 'primary', 'primaries')}.`);
  const missing = SLOTS - covered;
  return finding('slots-covered', 'problem', `Expected all ${number(SLOTS)} slots to be covered; ${count(missing, 'slot has', 'slots have')} no primary: ${list(gaps.map(rangeText))}.`, {
    advice: 'Keys in these slots can neither be read nor written on a direct connection. Open a ticket, and leave clients on the proxy endpoint.',
  });
}

/** Without the map there is no native client: what the endpoint itself says is a problem, a broken connection is an open question. */
const OPEN: readonly FailureKind[] = ['timeout', 'closed', 'malformed'];

/** The slot map could not be had. */
export function mapFailedFinding(direct: Address, failure: Failure): DataPlaneFinding {
  const status: DataPlaneStatus = OPEN.includes(failure.kind) ? 'unknown' : 'problem';
  return finding('slots-covered', status, `Expected the slot map of ${atAddress(direct)} (CLUSTER SLOTS), which a native client begins with: ${failure.saw}.`, { reason: failure.kind, advice: adviceFor(failure) });
}
