import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { Notification } from '../../src/model/notification.ts';
import { answer, DINGTALK_OK, dingTalkError, OK, reset, startReceiver } from '../notify/receiver.ts';
import { BLOCKED, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, NEVER, newFolder, runOn, UNKNOWN } from './support.ts';

const TOKEN = 'TOKENVALUE9f8e7d';
const SECRET = 'SEC0a1b2c3d4e5f';
const SIGNED = { TAIR_PREFLIGHT_NOTIFY_DINGTALK_SECRET: SECRET, TAIR_PREFLIGHT_NOTIFY_WEBHOOK_SECRET: SECRET };
const FLEET = [ELIGIBLE, BLOCKED, NEVER, ENABLED];
const AT_ONCE = { random: () => 0 };

const printed: string[] = [];
afterEach(() => {
  expect(printed.splice(0).join('\n')).not.toMatch(/TOKENVALUE|SEC0a1b|127\.0\.0\.1/);
});

/** Runs a check of the region; whatever is printed, no address, token or secret may be in it. */
async function check(fleet: Parameters<typeof cloudOf>[0], argv: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof runOn> {
  const done = await runOn(await cloudOf(fleet), ['check', ...HANGZHOU, ...argv], env, AT_ONCE);
  printed.push(done.out, done.err);
  return done;
}

const addressOf = (channel: string, { url }: { readonly url: string }): Record<string, string> => ({ [`TAIR_PREFLIGHT_NOTIFY_${channel}_URL`]: `${url}/send?access_token=${TOKEN}` });

describe('check --notify', () => {
  test('tells every channel once, signed, after the report', async () => {
    const [webhook, slack, dingtalk] = [await startReceiver(OK), await startReceiver(OK), await startReceiver(DINGTALK_OK)];
    const env = { ...SIGNED, ...addressOf('WEBHOOK', webhook), ...addressOf('SLACK', slack), ...addressOf('DINGTALK', dingtalk) };
    const told = await check(FLEET, ['--notify', 'webhook', '--notify', 'slack', '--notify', 'dingtalk'], env);
    expect(told).toMatchObject({ code: 1, err: '', out: expect.stringContaining('r-blocked') });
    expect([webhook, slack, dingtalk].map(({ received }) => received.length)).toEqual([1, 1, 1]);

    const [post] = webhook.received;
    const signed = createHmac('sha256', SECRET).update(`${String(post?.headers['x-tair-preflight-timestamp'])}.${post?.body}`).digest('hex');
    expect(post?.headers['x-tair-preflight-signature']).toBe(`sha256=${signed}`);
    const shipped = z.fromJSONSchema(JSON.parse(readFileSync(new URL('../../schemas/notification.schema.json', import.meta.url), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);
    expect(shipped.parse(JSON.parse(post?.body ?? ''))).toMatchObject({ schema: 'tair-preflight/notification/v1', regions: ['cn-hangzhou'], summary: { instances: 4, eligible: 1, blocked: 2, fixable: 1, never: 1, enabled: 1 } });

    const [{ query = new URLSearchParams(), body = '' } = {}] = dingtalk.received;
    expect(query.get('sign')).toBe(createHmac('sha256', SECRET).update(`${query.get('timestamp')}\n${SECRET}`).digest('base64'));
    expect(Math.abs(Number(query.get('timestamp')) - Date.now())).toBeLessThan(3_600_000);
    expect(JSON.parse(body)).toMatchObject({ msgtype: 'markdown', markdown: { title: 'tair-preflight: 2 blocked, 0 unknown of 4 instances' } });
    expect(JSON.parse(slack.received[0]?.body ?? '')).toEqual({ text: expect.stringContaining('SSL encryption is disabled.') });
  });

  test.each([
    ['a receiver that fails', [answer(500)], 'it failed (HTTP 500) (tried 3 times)'],
    ['one that breaks off', [reset], 'could not be reached'],
    ['one that refuses', [answer(403)], 'it refused the message (HTTP 403)'],
    ['DingTalk that says no with HTTP 200', [dingTalkError(310_000)], 'it answered errcode 310000'],
  ])('%s changes neither the result nor the exit code', async (_name, answers, words) => {
    const receiver = await startReceiver(...answers);
    for (const [fleet, code] of [[FLEET, 1], [[ELIGIBLE, UNKNOWN], 3], [[ELIGIBLE], 0]] as const) {
      const without = await check(fleet, ['--format', 'csv']);
      const told = await check(fleet, ['--format', 'csv', '--notify', 'dingtalk', '--notify-on', 'always', '--quiet'], { ...SIGNED, ...addressOf('DINGTALK', receiver) });
      expect([without.code, told.code]).toEqual([code, code]);
      expect(told.out).toBe(without.out);
      expect(told.err).toMatch(/^dingtalk was not notified: .+ The result is whole, and the exit code is as without it\.\n$/);
      expect(told.err).toContain(words);
    }
  });

  test('HTTP 500, then 200: nothing is said', async () => {
    const receiver = await startReceiver(answer(500), OK);
    expect(await check(FLEET, ['--notify', 'webhook'], addressOf('WEBHOOK', receiver))).toMatchObject({ code: 1, err: '' });
    expect(receiver.received).toHaveLength(2);
  });

  test('speaks the language of people to people, and that of programs to programs', async () => {
    const [webhook, dingtalk] = [await startReceiver(OK), await startReceiver(DINGTALK_OK)];
    const env = { ...addressOf('WEBHOOK', webhook), ...addressOf('DINGTALK', dingtalk), LANG: 'zh_CN.UTF-8' };
    await check(FLEET, ['--notify', 'webhook', '--notify', 'dingtalk'], env);
    expect(JSON.parse(dingtalk.received[0]?.body ?? '')).toMatchObject({ markdown: { title: 'tair-preflight：4 个实例中 2 个受阻，0 个未知', text: expect.stringContaining('仅修复此项即可开通 1 个') } });
    expect((JSON.parse(webhook.received[0]?.body ?? '') as Notification).remedies[0]?.title).toBe('SSL encryption is disabled.');
    await check(FLEET, ['--notify', 'webhook', '--lang', 'zh'], env);
    expect((JSON.parse(webhook.received[1]?.body ?? '') as Notification).remedies[0]?.title).toMatch(/\p{Script=Han}/u);
  });

  test('names from the cloud are harmless', async () => {
    const [slack, dingtalk] = [await startReceiver(OK), await startReceiver(DINGTALK_OK)];
    const hostile = ['<!channel> @all', '](http://x) <http://evil.example|bank>', `${'x'.repeat(10_000)}`, '\u001B[31m\u0007\n# x'].map((name, at) => ({ ...BLOCKED, id: `r-${at}`, name }));
    const folder = newFolder();
    const env = { ...addressOf('SLACK', slack), ...addressOf('DINGTALK', dingtalk) };
    await check(hostile.map((one) => ({ ...one, ssl: 'off' as const })), ['--history', folder]);
    expect(await check(hostile, ['--history', folder, '--notify', 'slack', '--notify', 'dingtalk'], env)).toMatchObject({ code: 1, err: '' });
    const { text } = JSON.parse(slack.received[0]?.body ?? '') as { text: string };
    const { markdown } = JSON.parse(dingtalk.received[0]?.body ?? '') as { markdown: { text: string } };
    for (const id of ['r-0', 'r-1', 'r-2', 'r-3']) for (const told of [text, markdown.text]) expect(told).toContain(id);
    for (const told of [text, markdown.text]) expect(told).not.toMatch(/[<>[\]]|@all|:\/\/|evil\.example|x{100}|[^\P{Cc}\n]/u);
  });
});

describe('when', () => {
  test('problems, by default: something counts for the exit code', async () => {
    const receiver = await startReceiver(OK);
    const env = addressOf('SLACK', receiver);
    await check([ELIGIBLE, ENABLED], ['--notify', 'slack'], env);
    await check(FLEET, ['--notify', 'slack', '--fail-on', 'never'], env);
    expect(receiver.received).toHaveLength(0);
    await check([ELIGIBLE, UNKNOWN], ['--notify', 'slack'], env);
    expect(receiver.received).toHaveLength(1);
    await check([ELIGIBLE], ['--notify', 'slack', '--notify-on', 'always'], env);
    expect(receiver.received).toHaveLength(2);
  });

  test('worse: than in the last run that the history keeps', async () => {
    const receiver = await startReceiver(OK);
    const env = addressOf('WEBHOOK', receiver);
    const folder = newFolder();
    const argv = ['--history', folder, '--notify', 'webhook', '--notify-on', 'worse'];
    await check([ELIGIBLE, { ...BLOCKED, id: 'r-then' }], argv, env);
    expect(receiver.received, 'no run before: what counts is news').toHaveLength(1);
    await check([ELIGIBLE, { ...BLOCKED, id: 'r-then' }], argv, env);
    expect(receiver.received, 'as before').toHaveLength(1);
    await check([{ ...ELIGIBLE, ssl: 'on' }, { ...BLOCKED, id: 'r-then' }], argv, env);
    expect(receiver.received).toHaveLength(2);
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ change: { worse: 1 }, worse: [{ instanceId: 'r-eligible', from: 'eligible', to: 'blocked', failsNow: ['ssl-disabled'] }] });
  });

  test('nothing is sent where nothing was judged, or the run was interrupted', async () => {
    const receiver = await startReceiver(OK);
    const env = addressOf('SLACK', receiver);
    expect(await check([], ['--notify', 'slack', '--notify-on', 'always'], env)).toMatchObject({ code: 2 });
    const stopped = await runOn(await cloudOf(FLEET), ['check', ...HANGZHOU, '--notify', 'slack'], env, { ...AT_ONCE, stopSignal: () => 'SIGINT' });
    expect(stopped.code).toBe(130);
    expect(receiver.received).toHaveLength(0);
  });
});

describe('what is refused before anything is read', () => {
  test.each([
    ['a channel that is none', ['--notify', `telegram=https://example.com/${TOKEN}`], {}, '--notify wants one of webhook, slack, dingtalk'],
    ['an address in place of a channel', ['--notify', `https://example.com/${TOKEN}`], {}, '--notify wants one of webhook, slack, dingtalk'],
    ['no address', ['--notify', 'slack'], {}, 'TAIR_PREFLIGHT_NOTIFY_SLACK_URL, which is not set'],
    ['an address of another kind', ['--notify', 'slack'], { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: `file:///${TOKEN}` }, 'wants an http or https address'],
    ['an occasion without a channel', ['--notify-on', 'always'], {}, '--notify-on belongs to --notify'],
    ['worse without a history', ['--notify', 'slack=http://127.0.0.1:1', '--notify-on', 'worse'], {}, '--history DIR keeps'],
  ])('%s', async (_name, argv, env, words) => {
    const cloud = await cloudOf(FLEET);
    const done = await runOn(cloud, ['check', ...HANGZHOU, ...argv], env);
    printed.push(done.out, done.err);
    expect(done).toMatchObject({ code: 2, out: '', err: expect.stringContaining(words) });
    expect(cloud.requests()).toEqual([]);
  });
});

test('an address on the command line is warned of once, one on loopback is not', async () => {
  const receiver = await startReceiver(OK);
  expect((await check([ELIGIBLE], ['--notify', `slack=https://hooks.example/${TOKEN}`])).err).toMatch(/^The address of slack stands in the open.+\n$/);
  expect((await check(FLEET, ['--notify', `slack=${receiver.url}/${TOKEN}`])).err).toBe('');
  expect((await check(FLEET, ['--notify', 'slack=env:ROOM'], { ROOM: `${receiver.url}/${TOKEN}` })).err).toBe('');
  expect(receiver.received.map(({ path }) => path)).toEqual([`/${TOKEN}`, `/${TOKEN}`]);
});

test('an address in the configuration is refused where it stands, and shown by nothing', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'tair-preflight.yaml'), `preset: strict\nnotify: [slack, "slack=https://hooks.example/${TOKEN}"]\n`);
  const cloud = await cloudOf(FLEET);
  for (const argv of [['check', ...HANGZHOU], ['config', 'print'], ['config', 'print', '--format', 'json']]) {
    const { code, out, err } = await runOn(cloud, argv, {}, { folder });
    printed.push(out, err);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/tair-preflight\.yaml:2:1: Expected channels such as slack or slack=env:NAME/) });
  }
});

test('the configuration names channels, the environment their addresses', async () => {
  const receiver = await startReceiver(OK);
  const folder = newFolder();
  writeFileSync(join(folder, 'tair-preflight.yaml'), 'notify: [slack]\n');
  await runOn(await cloudOf(FLEET), ['check', ...HANGZHOU], addressOf('SLACK', receiver), { folder });
  expect(receiver.received).toHaveLength(1);
});
