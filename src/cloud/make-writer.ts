import { Permit } from '../model/permit.ts';
import { createAgents } from './agents.ts';
import { attempt } from './attempt.ts';
import { CredentialsFault } from './credentials.ts';
import type { Account } from './credentials.ts';
import { judgeCall } from './judge-call.ts';
import type { Lanes } from './lanes.ts';
import type { Sdk } from './sdk.ts';
import type { CallResult, Writer } from './types.ts';

export interface WriterOptions {
  readonly sdk: Sdk;
  readonly account: Account;
  readonly lanes: Lanes;
  readonly closing: AbortSignal;
  readonly proxyFor: (url: string) => URL | null;
  /** For each step of building a connection, in milliseconds. */
  readonly timeout: number;
  /** The most that the call may take, in milliseconds. */
  readonly limit: number;
  readonly now: () => Date;
}

/** Makes the Writer: one permit, one HTTP request over a connection of its own, one answer; nothing is sent again. */
export function makeWriter(options: WriterOptions): Writer {
  let sent = 0;

  async function send(permit: Permit): Promise<CallResult> {
    if (permit.isStale(options.now())) return { kind: 'not-sent', detail: `${permit.operation} was not sent: it had waited until the facts behind it were old.` };
    permit.spend(options.now());
    try {
      await options.account.refresh();
    } catch (fault) {
      if (!(fault instanceof CredentialsFault)) throw fault;
      return { kind: 'not-sent', detail: `${permit.operation} was not sent: ${fault.message}` };
    }
    const { prefix, port } = permit.request;
    const call = permit.operation === 'ReleaseDirectConnection'
      ? await options.sdk.release(permit.region, { instanceId: permit.instanceId })
      : await options.sdk.allocate(permit.region, {
        instanceId: permit.instanceId,
        ...(prefix === null ? {} : { connectionString: prefix }),
        ...(port === null ? {} : { port: String(port) }),
      });
    let opened = false;
    // Counted when the connection stands, which is just before the request is written.
    const onOpen = (): void => {
      if (!opened) sent += 1;
      opened = true;
    };
    const agents = createAgents({ keepAlive: false, timeout: options.timeout, proxyFor: options.proxyFor, onOpen });
    try {
      const outcome = await attempt({ agents, limit: options.limit, closing: options.closing }, call);
      return judgeCall(permit.operation, outcome, opened, options.account.secrets());
    } finally {
      agents.destroy();
    }
  }

  return {
    async call(permit) {
      if (!Permit.isGenuine(permit)) throw new Error('A mutating call takes a permit made by grantPermit alone.');
      return options.lanes.run(permit.region, () => send(permit));
    },
    sent: () => sent,
  };
}
