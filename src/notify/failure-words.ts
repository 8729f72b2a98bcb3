import type { NotTaken } from './judge-answer.ts';

/** Why a digest was not taken, as the end of a sentence. Says nothing that came from the other side but numbers. */
export function failureWords(why: NotTaken, codeOf: (fault: unknown) => string): string {
  switch (why.kind) {
    case 'late':
      return 'it did not answer in time';
    case 'unreachable':
      return `it could not be reached (${codeOf(why.fault)})`;
    case 'unreadable':
      return 'its answer is not one of a DingTalk robot, so it may or may not have taken it; check the address';
    case 'errcode':
      return `it answered errcode ${why.errcode}${ERRCODES[why.errcode] ?? ''}`;
    case 'status':
      return statusWords(why.status);
  }
}

/** https://open.dingtalk.com/document/robots/custom-robot-access */
const ERRCODES: Readonly<Record<number, string>> = {
  [-1]: ' (it is busy)',
  130_101: ' (more than 20 messages in a minute)',
  300_001: ' (it does not know the token)',
  310_000: ' (its security setting is not met: check the secret, or let the keyword be tair-preflight)',
  400_101: ' (it does not know the token)',
  400_102: ' (the robot is disabled)',
  410_100: ' (more than 20 messages in a minute)',
};

function statusWords(status: number): string {
  if (status >= 300 && status < 400) return `it answered with a redirect (HTTP ${status}), which is not followed; give the final address`;
  if (status === 429) return 'it takes no more messages at the moment (HTTP 429)';
  if (status >= 500) return `it failed (HTTP ${status})`;
  return `it refused the message (HTTP ${status}); check address and secret`;
}
