import type { Reader } from '../../cloud/types.ts';
import type { DoctorFinding } from '../../model/doctor.ts';
import { isNotAccepted, readFinding, tryRead } from './needs.ts';
import type { ReadExam } from './needs.ts';

/** Whether the service takes our keys, and whose they are. */
export async function examineAccount(reader: Reader, region: string, exam: ReadExam): Promise<{ readonly accepted: boolean; readonly findings: readonly DoctorFinding[] }> {
  const result = await tryRead(reader, { operation: 'GetCallerIdentity', region, parameters: {} }, exam.failed);
  if (result?.kind === 'no-reply' && isNotAccepted(result)) {
    return { accepted: false, findings: [{ check: 'account', status: 'problem', because: null, saw: { kind: 'not-accepted', code: result.code, said: result.detail } }] };
  }
  const accountId = result?.kind === 'reply' ? result.body['AccountId'] : undefined;
  if (typeof accountId === 'string' && accountId !== '') {
    return { accepted: true, findings: [{ check: 'account', status: 'ok', because: null, saw: { kind: 'account', accountId } }] };
  }
  const read = readFinding({ operation: 'GetCallerIdentity', region, instanceId: null, result }, exam);
  return { accepted: true, findings: [{ ...read, check: 'account', status: read.status === 'ok' ? 'unknown' : read.status }] };
}
