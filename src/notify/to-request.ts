import type { Channel } from '../model/notification.ts';
import { dingTalkSign, webhookSignature } from './sign.ts';

/** Where a digest goes. The address is as secret as the secret: it holds the token of Slack and DingTalk. */
export interface Target {
  readonly channel: Channel;
  readonly url: string;
  /** Null: what is sent is not signed. */
  readonly secret: string | null;
}

/** One HTTP POST. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The request that carries a body to a target, signed for this moment: each try is signed anew. */
export function toRequest({ channel, url, secret }: Target, { body, version, now }: { readonly body: string; readonly version: string; readonly now: Date }): PostRequest {
  const headers: Readonly<Record<string, string>> = { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)), 'user-agent': `tair-preflight/${version}` };
  switch (channel) {
    case 'slack':
      return { url, headers, body };
    case 'dingtalk':
      return { url: secret === null ? url : signedUrl(url, secret, now.getTime()), headers, body };
    case 'webhook': {
      const seconds = Math.floor(now.getTime() / 1000);
      const signature: Readonly<Record<string, string>> = secret === null ? {} : { 'x-tair-preflight-signature': webhookSignature(secret, seconds, body) };
      return { url, headers: { ...headers, 'x-tair-preflight-timestamp': String(seconds), ...signature }, body };
    }
  }
}

function signedUrl(url: string, secret: string, milliseconds: number): string {
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(milliseconds));
  signed.searchParams.set('sign', dingTalkSign(secret, milliseconds));
  return signed.href;
}
