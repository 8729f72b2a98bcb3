import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, test } from 'vitest';

import { notify, readReceivers } from '../../src/app/notify.ts';
import type { Told } from '../../src/app/notify.ts';
import type { World } from '../../src/app/world.ts';
import { UsageError } from '../../src/model/faults.ts';
import { DELIVERY_LIMITS } from '../../src/notify/deliver.ts';
import { needsSsl, result } from '../report/results.ts';
import { testWorld } from '../support/world.ts';
import { answer, DINGTALK_OK, dingTalkError, hang, OK, reset, startReceiver } from './receiver.ts';
import type { Answer, Received } from './receiver.ts';

const RESULT = result([needsSsl('r-one')]);
const TOLD: Told = { result: RESULT, inLanguage: () => RESULT, diff: null, language: 'en' };
const SECRET = 'SEC-a-secret+with/marks=';
const TOKEN = 'TOKENVALUE9f8e7d';

/** Sends to one receiver; the waits between tries are kept, and pass at once on a clock of their own. */
async function send(channel: 'webhook' | 'slack' | 'dingtalk', answers: readonly Answer[], { env = {}, random = 0, limits = DELIVERY_LIMITS }: { env?: Record<string, string>; random?: number; limits?: typeof DELIVERY_LIMITS } = {}): Promise<{ received: readonly Received[]; failures: readonly string[]; waits: number[] }> {
  const receiver = await startReceiver(...answers);
  const waits: number[] = [];
  let time = Date.parse('2026-11-24T10:00:00.250Z');
  const all = { [`TAIR_PREFLIGHT_NOTIFY_${channel.toUpperCase()}_URL`]: `${receiver.url}/robot/send?access_token=${TOKEN}`, ...env };
  const world: World = testWorld({
    env: all, random: () => random, now: () => new Date(time),
    sleep: (seconds) => {
      waits.push(seconds);
      time += seconds * 1000;
      return Promise.resolve();
    },
  });
  const failures = await notify(readReceivers([channel], all), TOLD, world, limits);
  expect(failures.join('\n')).not.toMatch(/TOKENVALUE|SEC-a-secret|http:|127\.0\.0\.1/);
  return { received: receiver.received, failures, waits };
}

describe('what a receiver gets', () => {
  test('a webhook: JSON, signed over time and body', async () => {
    const { received, failures } = await send('webhook', [OK], { env: { TAIR_PREFLIGHT_NOTIFY_WEBHOOK_SECRET: SECRET } });
    expect(failures).toEqual([]);
    const [one] = received;
    const timestamp = String(one?.headers['x-tair-preflight-timestamp']);
    expect(timestamp).toBe('1795514400');
    expect(one?.headers['x-tair-preflight-signature']).toBe(`sha256=${createHmac('sha256', SECRET).update(`${timestamp}.`).update(one?.body ?? '').digest('hex')}`);
    expect(one).toMatchObject({ method: 'POST', path: '/robot/send', headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'tair-preflight/0.0.0-test' } });
    expect(JSON.parse(one?.body ?? '')).toMatchObject({ schema: 'tair-preflight/notification/v1', summary: { instances: 1, blocked: 1, fixable: 1 }, change: null, remedies: [{ rule: 'ssl-disabled', freesAlone: 1 }] });
  });

  test('a webhook without a secret: no signature', async () => {
    const { received } = await send('webhook', [OK]);
    expect(received[0]?.headers).not.toHaveProperty('x-tair-preflight-signature');
  });

  test('Slack: a text', async () => {
    const { received } = await send('slack', [OK]);
    expect(Object.keys(JSON.parse(received[0]?.body ?? '') as object)).toEqual(['text']);
    expect(received[0]?.query.get('access_token')).toBe(TOKEN);
  });

  test('DingTalk: Markdown, signed in the query as a custom robot wants it', async () => {
    const { received, failures } = await send('dingtalk', [DINGTALK_OK], { env: { TAIR_PREFLIGHT_NOTIFY_DINGTALK_SECRET: SECRET } });
    expect(failures).toEqual([]);
    const timestamp = received[0]?.query.get('timestamp') ?? '';
    expect(timestamp).toBe('1795514400250');
    expect(received[0]?.query.get('sign')).toBe(createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`, 'utf8').digest('base64'));
    expect(received[0]?.query.get('access_token')).toBe(TOKEN);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ msgtype: 'markdown', markdown: { title: expect.stringContaining('tair-preflight'), text: expect.stringContaining('tair-preflight') } });
  });

  test('DingTalk without a secret: no signature', async () => {
    const { received } = await send('dingtalk', [DINGTALK_OK]);
    expect([...received[0]?.query.keys() ?? []]).toEqual(['access_token']);
  });
});

describe('what is tried again', () => {
  test.each<[string, 'webhook' | 'slack' | 'dingtalk', readonly Answer[]]>([
    ['HTTP 500', 'webhook', [answer(500, 'oops'), OK]],
    ['HTTP 503', 'slack', [answer(503), OK]],
    ['a connection that breaks', 'webhook', [reset, OK]],
    ['DingTalk too fast', 'dingtalk', [dingTalkError(130_101), DINGTALK_OK]],
    ['DingTalk too fast, in its newer words', 'dingtalk', [dingTalkError(410_100), DINGTALK_OK]],
    ['DingTalk busy', 'dingtalk', [dingTalkError(-1), DINGTALK_OK]],
  ])('%s, then taken: two requests of the same message', async (_name, channel, answers) => {
    const { received, failures, waits } = await send(channel, answers, { random: 0.5 });
    expect(failures).toEqual([]);
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(waits).toEqual([1]);
  });

  test('every try is signed anew, for its own time', async () => {
    const { received } = await send('dingtalk', [answer(502), DINGTALK_OK], { random: 0.5, env: { TAIR_PREFLIGHT_NOTIFY_DINGTALK_SECRET: SECRET } });
    const [first, second] = received.map(({ query }) => Number(query.get('timestamp')));
    expect(second).toBe((first ?? 0) + 1000);
    expect(received[1]?.query.get('sign')).toBe(createHmac('sha256', SECRET).update(`${second}\n${SECRET}`).digest('base64'));
    expect(received[1]?.query.getAll('sign')).toHaveLength(1);
  });

  test('HTTP 429 waits at least as long as Retry-After says, in seconds or as a date', async () => {
    expect(await send('slack', [answer(429, '', { 'retry-after': '7' }), OK])).toMatchObject({ failures: [], waits: [7] });
    expect(await send('slack', [answer(429, '', { 'retry-after': 'Tue, 24 Nov 2026 10:00:05 GMT' }), OK])).toMatchObject({ failures: [], waits: [4.75] });
  });

  test('not where that is longer than all tries may take', async () => {
    const { received, failures, waits } = await send('slack', [answer(429, '', { 'retry-after': '60' }), OK]);
    expect(failures).toEqual(['slack was not notified: it takes no more messages at the moment (HTTP 429). The result is whole, and the exit code is as without it.']);
    expect([received.length, waits]).toEqual([1, []]);
  });

  test('three times at the most, with longer and longer waits', async () => {
    const { received, failures, waits } = await send('webhook', [answer(500)], { random: 0.999 });
    expect(received).toHaveLength(3);
    expect(waits).toEqual([0.999 * 2, 0.999 * 4]);
    expect(failures).toEqual(['webhook was not notified: it failed (HTTP 500) (tried 3 times). The result is whole, and the exit code is as without it.']);
  });

  test('a receiver that hangs is left alone when its time is up', async () => {
    const { received, failures } = await send('webhook', [hang], { limits: { tries: 2, perTry: 0.05, inAll: 30 } });
    expect(received).toHaveLength(2);
    expect(failures).toEqual([expect.stringContaining('it did not answer in time (tried 2 times)')]);
  });
});

describe('what is not tried again', () => {
  test.each<[string, 'webhook' | 'slack' | 'dingtalk', Answer, string]>([
    ['HTTP 403', 'slack', answer(403, 'invalid_token'), 'it refused the message (HTTP 403); check address and secret'],
    ['HTTP 404', 'webhook', answer(404), 'it refused the message (HTTP 404)'],
    ['a wrong signature at DingTalk', 'dingtalk', dingTalkError(310_000), 'it answered errcode 310000 (its security setting is not met: check the secret'],
    ['a code of DingTalk that nobody knows', 'dingtalk', dingTalkError(999_999), 'it answered errcode 999999.'],
    ['HTML where DingTalk should answer', 'dingtalk', answer(200, '<html>'), 'its answer is not one of a DingTalk robot'],
    ['an errcode that is no number', 'dingtalk', answer(200, '{"errcode":"0"}'), 'its answer is not one of a DingTalk robot'],
    ['an answer of DingTalk without end', 'dingtalk', answer(200, `{"errcode":0,"more":"${'x'.repeat(200_000)}"}`), 'its answer is not one of a DingTalk robot'],
  ])('%s', async (_name, channel, refusal, words) => {
    const { received, failures } = await send(channel, [refusal]);
    expect(received).toHaveLength(1);
    expect(failures).toEqual([expect.stringContaining(words)]);
  });

  test('a redirect, which is not followed', async () => {
    const other = await startReceiver(OK);
    const { received, failures } = await send('webhook', [answer(307, '', { location: `${other.url}/elsewhere` })]);
    expect([received.length, other.received.length]).toEqual([1, 0]);
    expect(failures).toEqual([expect.stringContaining('it answered with a redirect (HTTP 307), which is not followed')]);
  });

  test('a receiver that took it and then sends without end, or nothing more', async () => {
    const endless: Answer = (response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || (response.write('x'.repeat(65_536)), setImmediate(more)));
      more();
    };
    const half: Answer = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
    };
    for (const taken of [endless, half, answer(204), answer(200, 'x'.repeat(1_000_000))]) {
      expect(await send('webhook', [taken], { limits: { tries: 3, perTry: 0.3, inAll: 30 } })).toMatchObject({ failures: [], received: [{ method: 'POST' }] });
    }
  });
});

describe('the way', () => {
  test('a receiver that is not there: told by the code, without its address', async () => {
    const { url } = await startReceiver();
    const port = Number(new URL(url).port);
    const env = { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: `http://127.0.0.1:${port === 1 ? 2 : 1}/T0/B0/${TOKEN}` };
    const failures = await notify(readReceivers(['slack'], env), TOLD, testWorld({ env, random: () => 0 }));
    expect(failures).toEqual(['slack was not notified: it could not be reached (ECONNREFUSED) (tried 3 times). The result is whole, and the exit code is as without it.']);
  });

  test('https goes through HTTPS_PROXY, and not where NO_PROXY says so', async () => {
    const targets: (string | undefined)[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      targets.push(request.url);
      socket.end('HTTP/1.1 407 No\r\n\r\n');
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as AddressInfo;
    const env = { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: `https://127.0.0.1:1/services/${TOKEN}`, HTTPS_PROXY: `http://me:PROXYSECRET@127.0.0.1:${port}` };
    const throughProxy = await notify(readReceivers(['slack'], env), TOLD, testWorld({ env, random: () => 0 }));
    expect(targets).toEqual(['127.0.0.1:1', '127.0.0.1:1', '127.0.0.1:1']);
    expect(throughProxy).toEqual([expect.stringContaining('The proxy refused to connect (HTTP 407)')]);
    const straight = { ...env, NO_PROXY: '127.0.0.1' };
    expect(await notify(readReceivers(['slack'], straight), TOLD, testWorld({ env: straight, random: () => 0 }))).toEqual([expect.stringContaining('ECONNREFUSED')]);
    expect(targets).toHaveLength(3);
    await new Promise((done) => proxy.close(done));
  });

  test('a message that cannot be made fails by itself, and nothing else', async () => {
    const receiver = await startReceiver(OK);
    const env = { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: receiver.url, TAIR_PREFLIGHT_NOTIFY_WEBHOOK_URL: receiver.url };
    const broken: Told = { ...TOLD, inLanguage: () => { throw new RangeError('no such language'); } };
    expect(await notify(readReceivers(['slack', 'webhook'], env), broken, testWorld({ env }))).toEqual([expect.stringContaining('slack was not notified: the message could not be made (RangeError)')]);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('receivers', () => {
  const faultsOf = (given: readonly string[], env: Record<string, string> = {}): readonly string[] => {
    try {
      readReceivers(given, env);
      return [];
    } catch (fault) {
      if (fault instanceof UsageError) return fault.faults;
      throw fault;
    }
  };

  test('all faults at once, and no address or secret in any', () => {
    const faults = faultsOf([
      `https://hooks.slack.com/services/${TOKEN}`, `slck=https://hooks.slack.com/${TOKEN}`, 'slack', `webhook=ftp://x/${TOKEN}`, `dingtalk=env:NO-${TOKEN}`, 'webhook=env:ROOM', 'dingtalk=',
    ], { ROOM: `not an address ${TOKEN}` });
    expect(faults).toEqual([
      '--notify wants one of webhook, slack, dingtalk, alone or with =URL or =env:NAME; what was given is none of them.',
      '--notify wants one of webhook, slack, dingtalk, alone or with =URL or =env:NAME; what was given is none of them. Did you mean slack?',
      '--notify slack wants the address of the receiver in TAIR_PREFLIGHT_NOTIFY_SLACK_URL, which is not set. Set it, or leave the option out.',
      '--notify webhook wants an http or https address, and what is there is none. Correct it.',
      '--notify dingtalk=env:NAME wants the name of an environment variable: letters, digits and underscores.',
      '--notify webhook wants an http or https address in ROOM, and what is there is none. Correct it.',
      '--notify dingtalk= wants an address after the sign, or nothing with the address in TAIR_PREFLIGHT_NOTIFY_DINGTALK_URL.',
    ]);
  });

  test('an address in the open is warned of, one on loopback or in the environment is not', () => {
    const env = { ROOM: 'https://example.com/x', TAIR_PREFLIGHT_NOTIFY_SLACK_URL: 'https://example.com/y' };
    expect(readReceivers(['slack', 'webhook=env:ROOM', 'webhook=http://127.0.0.1:9/', 'webhook=http://[::1]:9/', 'webhook=http://localhost/'], env).warnings).toEqual([]);
    expect(readReceivers([`slack=https://example.com/${TOKEN}`], env).warnings).toEqual([expect.stringMatching(/^The address of slack stands in the open.+TAIR_PREFLIGHT_NOTIFY_SLACK_URL/)]);
    expect(readReceivers([`slack=https://example.com/${TOKEN}`], env).warnings.join('')).not.toContain(TOKEN);
  });

  test('the same receiver named twice is told once', () => {
    const env = { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: 'https://example.com/y' };
    expect(readReceivers(['slack', 'slack=https://example.com/y', 'slack=env:TAIR_PREFLIGHT_NOTIFY_SLACK_URL'], env).targets).toHaveLength(1);
  });

  test('a proxy that is none is a fault before anything is read', () => {
    expect(faultsOf(['slack=https://example.com'], { HTTPS_PROXY: 'ftp://proxy' })).toEqual([expect.stringContaining('HTTPS_PROXY')]);
  });
});
