import type { Parameters, Reader, ReadOperation, ReadResult } from '../../cloud/types.ts';
import { READ_OPERATIONS } from '../../cloud/types.ts';
import { listField } from '../../facts/field.ts';
import { filters, saysNoService, toItem } from '../../facts/list-instances.ts';
import { connectionsParameters } from '../../facts/load-facts.ts';
import { tasksWindow } from '../../facts/read-tasks.ts';
import type { DoctorFinding } from '../../model/doctor.ts';
import type { CheckOptions } from '../options.ts';
import { readFinding, tryRead } from './needs.ts';
import type { ReadExam, Tried } from './needs.ts';

export interface PermissionExam extends ReadExam {
  readonly options: Pick<CheckOptions, 'allRegions' | 'instances' | 'vpc' | 'vswitch' | 'resourceGroup' | 'tags'>;
  readonly regions: readonly string[];
  readonly now: Date;
}

/** What a read is tried on; empty texts where the list told none. */
interface Subject {
  readonly region: string;
  readonly instanceId: string;
  readonly vpcId: string;
  readonly vSwitchId: string;
  readonly isCluster: boolean;
}

/** Tries each read that the rules need once: the list in every region in scope, the others on one instance, or where there is none as a list. */
export async function examinePermissions(reader: Reader, exam: PermissionExam): Promise<readonly DoctorFinding[]> {
  const lists = await Promise.all(exam.regions.map(async (region) => listOnce(reader, region, exam)));
  const subjects = lists.flatMap((list) => list.subjects);
  const subject = subjects.find((one) => one.isCluster) ?? subjects[0] ?? null;
  const listed = lists.map(({ region, result }) => readFinding({ operation: 'DescribeInstances', region, instanceId: null, result }, exam));
  const lost = lists.flatMap((list) => withoutService(list, exam));
  const because = lost.length > 0 && lost.length === lists.length ? 'scope' : listed.some(({ status }) => status === 'problem') ? 'permissions' : listed.every(({ because: cause }) => cause === 'endpoints') ? 'endpoints' : null;
  const region = subject?.region ?? exam.regions[0] ?? '';
  const others = exam.needs.map(({ operation }) => operation).filter((operation): operation is ReadOperation => Object.hasOwn(READ_OPERATIONS, operation) && !['GetCallerIdentity', 'DescribeInstances'].includes(operation));
  const tried = await Promise.all(others.map(async (operation): Promise<Tried> => {
    const parameters = parametersOf(operation, region, subject, exam.now);
    const onInstance = parameters !== null && subject !== null && 'InstanceId' in parameters ? subject.instanceId : null;
    return { operation, region, instanceId: onInstance, result: parameters === null ? null : await tryRead(reader, { operation, region, parameters }, exam.failed) };
  }));
  return [...lost, ...onePerAnswer(listed), ...tried.map((one) => readFinding(one, exam, because))];
}

/** A region that somebody named and that says that it is none. Of all regions some may well lack the service. */
function withoutService({ region, result }: { readonly region: string; readonly result: ReadResult | null }, { options }: PermissionExam): readonly DoctorFinding[] {
  if (options.allRegions || result?.kind !== 'no-reply' || !saysNoService(result.code ?? '')) return [];
  return [{ check: 'scope', status: 'problem', because: null, saw: { kind: 'region-without-service', region } }];
}

async function listOnce(reader: Reader, region: string, { options, failed }: PermissionExam): Promise<{ readonly region: string; readonly result: ReadResult | null; readonly subjects: readonly Subject[] }> {
  const ids = options.instances.slice(0, 30);
  const scope = filters({ ids, vpcId: options.vpc, vSwitchId: options.vswitch, resourceGroupId: options.resourceGroup, tags: options.tags });
  const parameters = { RegionId: region, ...scope, ...(ids.length > 0 ? { InstanceIds: ids.join(',') } : {}), PageSize: 50, PageNumber: 1 };
  const result = await tryRead(reader, { operation: 'DescribeInstances', region, parameters }, failed);
  const entries = result?.kind === 'reply' ? listField(toItem(result), 'Instances', 'KVStoreInstance') : null;
  const subjects = entries?.kind !== 'known' ? [] : entries.value.map(({ fields }): Subject => {
    const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    return { region, instanceId: text('InstanceId'), vpcId: text('VpcId'), vSwitchId: text('VSwitchId'), isCluster: text('ArchitectureType') === 'cluster' };
  });
  return { region, result, subjects: subjects.filter(({ instanceId }) => instanceId !== '') };
}

/** Regions that answered alike need telling once. */
function onePerAnswer(listed: readonly DoctorFinding[]): readonly DoctorFinding[] {
  const seen = new Set<string>();
  return listed.filter(({ status, saw }) => {
    const key = `${status} ${saw.kind === 'operation' ? `${saw.answer} ${saw.reason}` : ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** How an operation is tried; null where it wants an instance and there is none. */
function parametersOf(operation: ReadOperation, region: string, subject: Subject | null, now: Date): Parameters | null {
  switch (operation) {
    case 'DescribeRegions':
      return { AcceptLanguage: 'en-US' };
    case 'DescribeHistoryTasks':
      return { RegionId: region, InstanceType: 'Instance', ...(subject === null ? {} : { InstanceId: subject.instanceId }), ...tasksWindow(now), PageSize: 10, PageNumber: 1 };
    case 'DescribeActiveOperationTasks':
      return { Region: region, ProductId: 'Redis', Status: -1, ...(subject === null ? {} : { InsName: subject.instanceId }), PageSize: 30, PageNumber: 1 };
    case 'DescribeVSwitches':
      return { RegionId: region, ...(subject === null || subject.vpcId === '' ? {} : { VpcId: subject.vpcId }), PageSize: 10, PageNumber: 1 };
    case 'DescribeVSwitchAttributes':
      return subject === null || subject.vSwitchId === '' ? null : { RegionId: region, VSwitchId: subject.vSwitchId };
    case 'DescribeHistoryMonitorValues':
      return subject === null ? null : connectionsParameters(subject.instanceId, now);
    default:
      return subject === null ? null : { InstanceId: subject.instanceId };
  }
}
