import type { Finding, Standing } from './finding.ts';
import type { Instance } from './fleet.ts';

/** One instance with what the rules say of it. */
export interface AssessedInstance extends Instance {
  readonly findings: readonly Finding[];
  readonly standing: Standing;
  readonly fixable: boolean;
  readonly contended: boolean;
  readonly addressesNeeded: number | null;
  readonly predictedErrorCodes: readonly string[];
}

/** A vSwitch that eligible instances are connected to, and whether it can hold all of them. Addresses are IPv4 addresses. */
export interface VSwitchLoad {
  readonly vSwitchId: string;
  readonly region: string;
  readonly available: number | null;
  readonly neededByEligible: number;
  readonly instances: number;
  readonly contended: boolean;
}

export interface Assessment {
  readonly instances: readonly AssessedInstance[];
  readonly vSwitches: readonly VSwitchLoad[];
}
