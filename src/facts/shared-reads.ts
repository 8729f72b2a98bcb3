import type { Reader } from '../cloud/types.ts';
import { readMaintenance } from './read-maintenance.ts';
import { listVpc } from './read-vswitches.ts';
import type { VpcList } from './read-vswitches.ts';
import type { TaskReading } from './readings.ts';

/** Lists that serve many instances: each is read once in a run, whichever round first needs it. */
export interface SharedReads {
  /** The maintenance of a region; of one instance alone where it is the only one that is looked at there. */
  readonly maintenance: (region: string, onlyInstance: string | null) => Promise<TaskReading>;
  readonly vpc: (region: string, vpcId: string) => Promise<VpcList>;
}

export function makeSharedReads(reader: Reader): SharedReads {
  const maintenance = new Map<string, Promise<TaskReading>>();
  const vpcs = new Map<string, Promise<VpcList>>();
  return {
    maintenance: (region, onlyInstance) => once(maintenance, region, () => readMaintenance(reader, region, onlyInstance)),
    vpc: (region, vpcId) => once(vpcs, `${region} ${vpcId}`, () => listVpc(reader, region, vpcId)),
  };
}

function once<T>(asked: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = asked.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  asked.set(key, answer);
  return answer;
}
