import { afterEach, describe, expect, it, vi } from 'vitest';

import { hasOpenQuestion } from '../../src/model/data-plane.ts';
import type { DataPlaneCheck, DataPlaneFinding, DataPlaneReport } from '../../src/model/data-plane.ts';
import { verifyDataPlane } from '../../src/verify/verify-data-plane.ts';
import type { DataPlaneOptions } from '../../src/verify/verify-data-plane.ts';
import { bulk, startFakeRedis } from './fake-redis.ts';
import type { Behaviour, FakeRedis } from './fake-redis.ts';

let fake: FakeRedis | undefined;
afterEach(async () => {
  await fake?.stop();
  fake = undefined;
});

async function look(behave: Behaviour, more: Partial<DataPlaneOptions> = {}, onConnect?: Parameters<typeof startFakeRedis>[1]): Promise<DataPlaneReport> {
  fake = await startFakeRedis(behave, onConnect);
  return lookAt({ direct: fake.address, ...more });
}

function lookAt(more: Pick<DataPlaneOptions, 'direct'> & Partial<DataPlaneOptions>): Promise<DataPlaneReport> {
  return verifyDataPlane({ proxy: null, shards: 1, password: null, timeout: 1, samples: 5, now: () => new Date(), ...more });
}

function of(report: DataPlaneReport, check: DataPlaneCheck): DataPlaneFinding | undefined {
  return report.findings.find((finding) => finding.check === check);
}

const close: Behaviour = (_command, socket) => {
  socket.destroy();
  return null;
};

interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  readonly given?: Partial<DataPlaneOptions>;
  readonly check: DataPlaneCheck;
  readonly status: 'problem' | 'unknown';
  readonly reason: string;
  readonly message: RegExp;
}

const CASES: readonly Case[] = [
  { name: 'a whitelist that says so', behave: () => '-ERR illegal address\r\n', check: 'reachable', status: 'problem', reason: 'whitelist', message: /"illegal address"/ },
  { name: 'a whitelist that says so to AUTH', behave: () => '-ERR illegal address: 192.0.2.7\r\n', given: { password: 'top-secret' }, check: 'reachable', status: 'problem', reason: 'whitelist', message: /"illegal address"/ },
  { name: 'a connection that is closed before the first reply, which a whitelist may do or something else', behave: close, check: 'reachable', status: 'unknown', reason: 'closed', message: /accepted and closed before the first reply/ },
  { name: 'silence', behave: () => null, check: 'reachable', status: 'unknown', reason: 'timeout', message: /accepted, but no reply came within 1 s/ },
  { name: 'TLS', behave: () => '\u0015\u0003\u0001\u0000\u0002\u0002\u0046', check: 'reachable', status: 'problem', reason: 'not-redis', message: /TLS/ },
  { name: 'no room for clients', behave: () => '-ERR max number of clients reached\r\n', check: 'reachable', status: 'problem', reason: 'too-many-clients', message: /no room/ },
  { name: 'protected mode', behave: () => '-DENIED Redis is running in protected mode\r\n', check: 'reachable', status: 'problem', reason: 'denied', message: /protected mode/ },
  { name: 'the words of Redis before 6 for a wrong password', behave: () => '-ERR invalid password\r\n', given: { password: 'top-secret' }, check: 'authentication', status: 'problem', reason: 'wrong-password', message: /not accepted/ },
  { name: 'the words of Redis before 6 for a user name', behave: () => "-ERR wrong number of arguments for 'auth' command\r\n", given: { password: 'top-secret', username: 'me' }, check: 'authentication', status: 'problem', reason: 'username-not-supported', message: /no user name/ },
  { name: 'a slot map of another form', behave: ([word]) => (word === 'PING' ? '+PONG\r\n' : ':7\r\n'), check: 'slots-covered', status: 'unknown', reason: 'malformed', message: /form of the protocol/ },
  { name: 'a slot map without slots', behave: ([word]) => (word === 'PING' ? '+PONG\r\n' : '*0\r\n'), check: 'slots-covered', status: 'problem', reason: 'null', message: /16,384 slots have no primary/ },
  { name: 'a slot map that never comes', behave: ([word]) => (word === 'PING' ? '+PONG\r\n' : null), check: 'slots-covered', status: 'unknown', reason: 'timeout', message: /no reply came/ },
];

describe('a refusal is told by what it is', () => {
  it.each(CASES)('$name', async ({ behave, given, check, status, reason, message }) => {
    const report = await look(behave, given);
    const found = of(report, check);
    expect({ status: found?.status, reason: String(found?.reason) }).toEqual({ status, reason });
    expect(found?.message).toMatch(message);
    expect(found?.advice).toMatch(/\.$/);
    expect(hasOpenQuestion(report.findings)).toBe(status === 'unknown');
    expect(report.findings.filter((finding) => finding.status === 'ok').map((finding) => finding.check)).toEqual(
      ['reachable', 'authentication'].slice(0, ['reachable', 'authentication', 'slots-covered'].indexOf(check)));
  });

  it('nothing that listens', async () => {
    const report = await lookAt({ direct: { host: '127.0.0.1', port: 1 } });
    expect(of(report, 'reachable')).toMatchObject({ status: 'unknown', reason: 'refused' });
    expect(of(report, 'authentication')).toMatchObject({ status: 'unknown', because: 'reachable' });
  });

  it('a name that nobody knows', async () => {
    const report = await lookAt({ direct: { host: 'no-such-host.invalid', port: 6379 }, timeout: 5 });
    expect(of(report, 'reachable')).toMatchObject({ status: 'unknown', reason: 'name-not-found' });
  });

  it('an address that swallows everything, within the time given', async () => {
    const start = Date.now();
    const report = await lookAt({ direct: { host: '192.0.2.1', port: 6379 } });
    expect(of(report, 'reachable')).toMatchObject({ status: 'unknown' });
    expect(Date.now() - start).toBeLessThan(4000);
  });

  it('an error that comes with the connection, before any command', async () => {
    const report = await look(() => null, {}, (socket) => socket.end('-ERR illegal address\r\n'));
    expect(['whitelist', 'closed']).toContain(of(report, 'reachable')?.reason);
  });
});

describe('what the server says', () => {
  it('is never repeated with our password in it', async () => {
    const warnings = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const report = await look(([word, ...args]) => `-ERR unknown command '${word}', with args beginning with: '${args.join("' '")}' ${args.join(' ')}\r\n`, { password: 'top-secret', username: 'some-user' });
    expect(fake?.commands[0]).toBe('AUTH some-user top-secret');
    expect(JSON.stringify(report)).not.toMatch(/top-secret|some-user/);
    expect(of(report, 'reachable')).toMatchObject({ status: 'problem', reason: 'server-error' });
    expect(of(report, 'reachable')?.message).toMatch(/"ERR unknown command 'auth'"\.$/i);
    expect(warnings.mock.calls).toEqual([]);
    warnings.mockRestore();
  });

  it('is shown on one line without control characters', async () => {
    const report = await look(() => '-ERR \u001B[31msomething\u0007 odd\r\n');
    expect(of(report, 'slots-covered')).toMatchObject({ status: 'problem', reason: 'server-error' });
    expect(of(report, 'slots-covered')?.message).toContain('"ERR [31msomething odd"');
  });
});

describe('a cluster behind other addresses', () => {
  it('is connected to at the addresses that it announces, and at the one asked where it announces none', async () => {
    const other = await startFakeRedis(() => '-ERR illegal address\r\n');
    try {
      const slots = `*2\r\n*3\r\n:0\r\n:8191\r\n*2\r\n$0\r\n\r\n:PORT\r\n*3\r\n:8192\r\n:16383\r\n*2\r\n${bulk('127.0.0.1')}:${other.address.port}\r\n`;
      const report = await look(([word, second], socket) => {
        if (word === 'PING') return '+PONG\r\n';
        if (word?.toUpperCase() === 'CLUSTER' && second?.toUpperCase() === 'SLOTS') return slots.replace('PORT', String(socket.localPort));
        if (word === 'CLUSTER') return bulk('cluster_state:ok\r\n');
        return '-ERR no\r\n';
      }, { shards: 2 });
      expect(report.primaries).toMatchObject([{ ...fake?.address, slots: 8192, answers: true }, { ...other.address, slots: 8192, answers: false }]);
      expect(of(report, 'shards-answer')).toMatchObject({ status: 'problem', reason: 'whitelist' });
      expect(of(report, 'command-habits')).toMatchObject({ status: 'unknown', because: null });
    } finally {
      await other.stop();
    }
  });
});
