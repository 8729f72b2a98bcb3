import type { KeyState } from './cloud-state.ts';
import type { Fault } from './fault-file.ts';
import { forbidden, ServiceError } from './service-error.ts';

/** What goes back over the wire. */
export type Answer =
  | { readonly kind: 'text'; readonly status: number; readonly contentType: string; readonly text: string }
  /** Half of the text is sent, then the connection ends. */
  | { readonly kind: 'broken'; readonly status: number; readonly contentType: string; readonly text: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

const JSON_TYPE = 'application/json; charset=utf-8';

/** A reply of the service. */
export function replyAnswer(body: Readonly<Record<string, unknown>>, requestId: string): Answer {
  return { kind: 'text', status: 200, contentType: JSON_TYPE, text: JSON.stringify({ RequestId: requestId, ...body }) };
}

/** An error of the service, as it writes them. */
export function errorAnswer(error: ServiceError, requestId: string, host: string): Answer {
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(error.code)}`,
    ...(error.accessDeniedDetail === null ? {} : { AccessDeniedDetail: error.accessDeniedDetail }),
  };
  return { kind: 'text', status: error.status, contentType: JSON_TYPE, text: JSON.stringify(body) };
}

type Striking = Exclude<Fault, { kind: 'latency' }>;

/** Whether the operation is carried out although the fault strikes. */
export function isCarriedOut(fault: Striking): boolean {
  return fault.changeMade === true || ['lost', 'truncate', 'noRequestId', 'emptyObject'].includes(fault.kind);
}

/** The error of the service that a fault stands for; null where it is not one. */
export function faultError(fault: Striking, caller: { readonly ram: string; readonly accountId: string; readonly key: KeyState }): ServiceError | null {
  switch (fault.kind) {
    case 'throttle':
      return new ServiceError(fault.status ?? 400, fault.code ?? 'Throttling.User', 'The call was denied: too many calls of this user.');
    case 'deny':
      return forbidden(caller.ram, caller.accountId, caller.key);
    case 'error':
      return new ServiceError(fault.status ?? 500, fault.code ?? 'InternalError', fault.message ?? 'Something went wrong inside the service.');
    default:
      return null;
  }
}

/** What the wire brings in place of `answer`, which the operation would have given. */
export function spoil(fault: Striking, answer: Answer): Answer {
  switch (fault.kind) {
    case 'html':
      return { kind: 'text', status: fault.status ?? 502, contentType: 'text/html', text: '<html><body><h1>Bad Gateway</h1></body></html>' };
    case 'reset':
    case 'lost':
      return { kind: 'reset' };
    case 'hang':
      return { kind: 'hang' };
    case 'truncate':
      if (answer.kind !== 'text') return answer;
      return fault.broken === true ? { ...answer, kind: 'broken' } : { ...answer, text: answer.text.slice(0, answer.text.length / 2) };
    case 'noRequestId':
      return answer.kind === 'text' ? { ...answer, text: withoutRequestId(answer.text) } : answer;
    case 'emptyObject':
      return { kind: 'text', status: 200, contentType: JSON_TYPE, text: '{}' };
    default:
      return answer;
  }
}

function withoutRequestId(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'RequestId' ? undefined : value));
}
