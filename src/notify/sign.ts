import { createHmac } from 'node:crypto';

/**
 * The signature of a DingTalk custom robot, base64: HMAC-SHA256 with the secret as key over the time and the secret.
 * https://open.dingtalk.com/document/robots/customize-robot-security-settings
 */
export function dingTalkSign(secret: string, milliseconds: number): string {
  return createHmac('sha256', secret).update(`${milliseconds}\n${secret}`).digest('base64');
}

/** The signature of a generic webhook: over the time and the body, so that neither can be exchanged and an old message is known as old. */
export function webhookSignature(secret: string, seconds: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
