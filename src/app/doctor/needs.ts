import type { NoReply, Parameters, Reader, ReadOperation, ReadResult } from '../../cloud/types.ts';
import { READ_OPERATIONS } from '../../cloud/types.ts';
import { isCredentialCode } from '../../model/codes.ts';
import type { DoctorFinding, DoctorSaw, DoctorStatus } from '../../model/doctor.ts';
import type { RamNeed } from '../../model/ram-policy.ts';
import type { RuleInForce } from '../../model/rule.ts';

/** What an examination of reads goes by. */
export interface ReadExam {
  readonly needs: readonly RamNeed[];
  readonly rules: readonly RuleInForce[];
  /** "product region" of the endpoints that did not answer. */
  readonly failed: ReadonlySet<string>;
}

export function isVpcNeed({ action }: RamNeed): boolean {
  return action?.startsWith('vpc:') === true;
}

/** One read that was tried, and on what. */
export interface Tried {
  readonly operation: ReadOperation;
  readonly region: string;
  readonly instanceId: string | null;
  /** Null: there was nothing to try it on, or its endpoint does not answer. */
  readonly result: ReadResult | null;
}

type Answer = Extract<DoctorSaw, { kind: 'operation' }>['answer'];

/** What a read tells of its permission. An answer about the instance (not found, not offered for it) was given by someone who may ask. */
export function readFinding({ operation, region, instanceId, result }: Tried, { needs, rules, failed }: ReadExam, notTriedBecause: DoctorFinding['because'] = null): DoctorFinding {
  const need = needs.find((one) => one.operation === operation);
  const answer: Answer = result === null ? 'not-tried' : answerOf(result);
  const noReply = result?.kind === 'no-reply' ? result : null;
  const ramAction = noReply?.ramAction ?? READ_OPERATIONS[operation];
  const saw = {
    kind: 'operation', operation, region: result === null ? null : region, instanceId, ramAction, answer,
    reason: answer === 'allowed' ? null : noReply?.reason ?? null, said: answer === 'open' ? noReply?.detail ?? null : null,
    purpose: need?.purpose ?? null, rules: need?.unknown ?? [], sometimes: need?.mayBeUnknown ?? [],
  } as const;
  const because = answer === 'not-tried' ? (isUnreached(operation, region, failed) ? 'endpoints' : notTriedBecause) : null;
  return { check: 'permissions', status: statusOf(answer, need, rules), because, saw };
}

function answerOf(result: ReadResult): Answer {
  if (result.kind === 'reply' || result.reason === 'not-found' || result.reason === 'unsupported') return 'allowed';
  return isDenied(result) ? 'denied' : 'open';
}

function isDenied(result: NoReply): boolean {
  return result.reason === 'denied' && !isNotAccepted(result);
}

/** The keys themselves are the matter, not what they may do. */
export function isNotAccepted(result: NoReply): boolean {
  return result.reason === 'denied' && (result.code === null || isCredentialCode(result.code));
}

/** Asks, unless the endpoint did not even answer a knock: then each read would only wait as long in vain. */
export async function tryRead(reader: Reader, { operation, region, parameters }: { readonly operation: ReadOperation; readonly region: string; readonly parameters: Parameters }, failed: ReadonlySet<string>): Promise<ReadResult | null> {
  return isUnreached(operation, region, failed) ? null : reader.read(operation, region, parameters);
}

function isUnreached(operation: ReadOperation, region: string, failed: ReadonlySet<string>): boolean {
  return failed.has(`${READ_OPERATIONS[operation].split(':', 1)[0]} ${region}`);
}

/** A denial that costs advice alone is a warning. */
function statusOf(answer: Answer, need: RamNeed | undefined, rules: readonly RuleInForce[]): DoctorStatus {
  if (answer === 'allowed') return 'ok';
  if (answer !== 'denied') return 'unknown';
  const lost = [...need?.unknown ?? [], ...need?.mayBeUnknown ?? []];
  const counts = rules.some(({ rule, severity }) => severity === 'error' && lost.includes(rule.id));
  const isVital = need?.operation === 'DescribeInstances' || need?.operation === 'DescribeRegions';
  return counts || isVital ? 'problem' : 'warning';
}
