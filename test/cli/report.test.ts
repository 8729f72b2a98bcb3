import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { check } from '../../src/app/check.ts';
import { retellResult } from '../../src/app/retell-result.ts';
import { loadFleet } from '../../src/emulator/load-fleet.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Result } from '../../src/model/result.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { reportNdjson } from '../../src/report/ndjson.ts';
import { RESULT_FORMATS } from '../../src/report/reporters.ts';
import { englishIn } from '../report/chinese.ts';
import { hostileResult, HOSTILE_CASES, variedResult } from '../report/hostile-results.ts';
import { enabled, finding, instance, needsSsl, result, standard, unread, unreadPart } from '../report/results.ts';
import { BLOCKED, checkJson, cloudOf, ELIGIBLE, ENABLED, envOf, HANGZHOU, NEVER, newFolder, run, UNKNOWN } from './support.ts';
import type { CliRun } from '../support/cli.ts';
import { optionsFor, testWorld } from '../support/world.ts';

function save(content: Result | string): string {
  const file = join(newFolder(), 'result.json');
  writeFileSync(file, typeof content === 'string' ? content : reportJson(content));
  return file;
}

const report = (content: Result | string, ...argv: string[]): Promise<CliRun> => run(['report', save(content), ...argv], {});

/** A result of a true check, with findings of every verdict. */
async function checked(...argv: string[]): Promise<Result> {
  const emulator = await cloudOf([ELIGIBLE, BLOCKED, NEVER, ENABLED, UNKNOWN]);
  return (await checkJson(emulator, [...HANGZHOU, ...argv])).result;
}

const OWN_RULE = `id: own-rule
title: The status is Fine.
severity: error
assert: instance.status == "Fine"
why: We say so.
remedy:
  - do: Make it fine.
sources: [{ url: https://example.com/x, seen: 2026-11-24 }]
examples:
  - { given: { instance.status: Fine }, then: pass }
  - { given: { instance.status: Normal }, then: fail }
  - { given: { instance.status: { unknown: denied } }, then: unknown }
`;

describe('report', () => {
  test('renders a saved result in several formats at once', async () => {
    const folder = newFolder();
    const files = RESULT_FORMATS.filter((format) => format !== 'table').map((format) => [format, join(folder, format)] as const);
    const { code, out, err } = await report(variedResult(), '--format', 'table', ...files.flatMap(([format, file]) => ['--format', `${format}=${file}`]));
    expect([code, err]).toEqual([3, '']);
    expect(out).toContain('Can go now (2)');
    expect(readdirSync(folder).toSorted()).toEqual(files.map(([format]) => format).toSorted());
    for (const [format, file] of files) expect(readFileSync(file, 'utf8'), format).toMatch(/\S[^]*\n$/);
    expect(JSON.parse(readFileSync(join(folder, 'json'), 'utf8'))).toEqual(variedResult());
  });

  test('shows the same page as the check that saved it, and ends with its exit code', async () => {
    const emulator = await cloudOf([ELIGIBLE, BLOCKED, NEVER, ENABLED, UNKNOWN]);
    const file = join(newFolder(), 'result.json');
    const checkRun = await run(['check', ...HANGZHOU, '--format', `json=${file}`, '--format', 'table'], envOf(emulator));
    const again = await run(['report', file], {});
    expect([again.out, again.code]).toEqual([checkRun.out, checkRun.code]);
    const chinese = await run(['report', file], { LANG: 'zh_CN.UTF-8' });
    expect(chinese.out).toContain('变更后可开通');
    expect(chinese.out).toContain('SSL 加密');
  });

  type Ending = readonly [name: string, given: Result, failOn: readonly string[], code: number];
  const advised = result([instance('r-1', { findings: [finding('hint', { severity: 'warning' })] })]);
  const deniedAndBlocked = result([needsSsl('r-1', { findings: [finding('a'), ...(unread('r-1').findings)] })], { unread: [unreadPart({ what: { accountId: '1234567890', region: 'cn-hangzhou', operation: 'DescribeInstanceSSL' }, reason: 'denied' })] });
  test.each<Ending>([
    ['all well', result([instance('r-1'), enabled('r-2', { findings: [finding('no-direct-endpoint')] })]), [], 0],
    ['no instance', result([]), [], 0],
    ['one blocked', result([standard('r-1')]), [], 1],
    ['one unknown outranks', result([standard('r-1'), unread('r-2')]), [], 3],
    ['a part of the scope unread', result([instance('r-1')], { unread: [unreadPart()] }), [], 3],
    ['blocked, with a denied read besides', deniedAndBlocked, [], 1],
    ['blocked, of a region whose list is unread', result([instance('r-1', { standing: 'blocked', findings: [finding('valid-port'), ...unread('r-1', { operation: 'DescribeInstances', reason: 'timeout' }).findings] })], { unread: [unreadPart({ what: { accountId: '1234567890', region: 'cn-hangzhou', operation: 'DescribeInstances' } })] }), [], 3],
    ['a warning', advised, [], 0],
    ['a warning that counts', advised, ['--fail-on', 'warning'], 1],
    ['fixable that does not count', result([standard('r-1')]), ['--fail-on', 'fixable'], 0],
    ['fixable that counts', result([needsSsl('r-1')]), ['--fail-on', 'fixable'], 1],
    ['never', result([unread('r-1')]), ['--fail-on', 'never'], 0],
  ])('exit code: %s', async (_, given, failOn, code) => {
    expect(await report(given, ...failOn)).toMatchObject({ code, err: '' });
  });

  test('shows SARIF at the file that is named, and tells why', async () => {
    const { out } = await report(result([needsSsl('r-1')]), '--format', 'sarif', '--sarif-anchor', 'ops/scope.yaml');
    expect(out).toContain('"uri": "ops/scope.yaml"');
    expect(JSON.parse(out)).toMatchObject({ runs: [{ tool: { driver: { rules: [{ id: 'ssl-disabled', help: { text: expect.stringMatching(/^SSL encryption is disabled\.\n\n\w[^]*\n\nWhat to do:\n1\. /) } }] } } }] });
  });

  test('SARIF of a check tells why of rules of one\'s own, too', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'own-rule.yaml'), OWN_RULE);
    const { out } = await run(['check', ...HANGZHOU, '--rules', folder, '--only', 'own-rule', '--format', 'sarif'], envOf(await cloudOf([ELIGIBLE])));
    expect(JSON.parse(out)).toMatchObject({ runs: [{ tool: { driver: { rules: [{ id: 'own-rule', help: { text: 'The status is Fine.\n\nWe say so.\n\nWhat to do:\n1. Make it fine.' } }] } } }] });
  });

  test('says what to mend first', async () => {
    expect((await report(result([needsSsl('r-1'), needsSsl('r-2')]), '--advise', '--format', 'markdown')).out).toMatch(/^## What to mend first/m);
  });
});

describe('a step summary', () => {
  test('is appended to the file that GitHub names, and the annotations go to standard output', async () => {
    const summary = join(newFolder(), 'summary');
    writeFileSync(summary, 'before\n');
    const { code, out } = await run(['report', save(variedResult()), '--format', 'github'], { GITHUB_STEP_SUMMARY: summary });
    expect([code, out]).toEqual([3, expect.stringMatching(/^::error title=/)]);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n# Direct connections/);
  });

  test('is written by check, too', async () => {
    const summary = join(newFolder(), 'summary');
    await run(['check', ...HANGZHOU, '--format', 'github'], envOf(await cloudOf([BLOCKED]), { GITHUB_STEP_SUMMARY: summary }));
    expect(readFileSync(summary, 'utf8')).toContain('## Can go after a change (1)');
  });

  test('stays within a mebibyte, and leaves alone a file that is full', async () => {
    const summary = join(newFolder(), 'summary');
    for (const size of [1024 * 1024 - 1_000, 1024 * 1024 - 10, 1024 * 1024 + 10]) {
      writeFileSync(summary, 'x'.repeat(size));
      await run(['report', save(variedResult()), '--format', 'github'], { GITHUB_STEP_SUMMARY: summary });
      const written = readFileSync(summary, 'utf8');
      expect(written.length).toBeLessThanOrEqual(Math.max(size, 1024 * 1024));
      if (size < 1024 * 1024 - 100) expect(written).toContain('The rest was left out');
    }
  });

  test('is not written for other formats, nor to an empty name', async () => {
    const folder = newFolder();
    await run(['report', save(variedResult()), '--format', 'junit'], { GITHUB_STEP_SUMMARY: join(folder, 'summary') });
    expect(readdirSync(folder)).toEqual([]);
    expect((await run(['report', save(variedResult()), '--format', 'github'], { GITHUB_STEP_SUMMARY: '' })).code).toBe(3);
  });

  test('that cannot be written is exit 2, and nothing goes to standard output', async () => {
    const { code, err } = await run(['report', save(variedResult()), '--format', 'github'], { GITHUB_STEP_SUMMARY: newFolder() });
    expect([code, err]).toEqual([2, expect.stringMatching(/^error: The step summary, .* could not be written \(EISDIR\)\. [^\n]+\n$/)]);
  });
});

describe('another language', () => {
  test('is told from the saved facts as the check itself would have told it', async () => {
    const [english, chinese] = [await checked(), await checked('--lang', 'zh')];
    const { isRetellable, inLanguage } = retellResult(english);
    expect(isRetellable).toBe(true);
    expect(inLanguage('en')).toEqual(english);
    const texts = (given: Result) => given.instances.map(({ instanceId, findings }) => [instanceId, findings.map(({ rule, verdict, title, message, saw, remedy }) => ({ rule, verdict, title, message: steady(message), saw, remedy }))]);
    expect(texts(inLanguage('zh'))).toEqual(texts(chinese));
    expect(retellResult(chinese).inLanguage('en').instances.map(({ findings }) => findings.map(({ title }) => title))).toEqual(english.instances.map(({ findings }) => findings.map(({ title }) => title)));
  });

  test('is told of every instance of a large and varied fleet, and of what was waived', async () => {
    const emulator = await startEmulator({ fleet: loadFleet(readFileSync('examples/demo-fleet.yaml', 'utf8'), 'demo-fleet.yaml') });
    try {
      const waivers = join(newFolder(), 'waivers.yaml');
      writeFileSync(waivers, 'waivers:\n  - { rule: latest-minor-version, scope: all, reason: Agreed., owner: ops, expires: 2099-01-31 }\n');
      const { result: english, inLanguage } = await check(optionsFor(emulator, { regions: [], allRegions: true, waivers }), testWorld());
      expect(english.instances.flatMap(({ findings }) => findings).some(({ verdict }) => verdict === 'waived')).toBe(true);
      const saved = JSON.parse(reportJson(english)) as Result;
      expect(retellResult(saved).inLanguage('zh')).toEqual(JSON.parse(reportJson(inLanguage('zh'))));
      expect(retellResult(JSON.parse(reportJson(inLanguage('zh'))) as Result).inLanguage('en')).toEqual(saved);
      const page = reportMarkdown({ inLanguage, look: { width: 80, color: false, language: 'zh' } });
      expect(englishIn(page.replaceAll(/```sh[^]*?```|`[^`]*`|原文：[^|]*/g, ''))).toEqual([]);
    } finally {
      await emulator.stop();
    }
  });

  test('changes texts alone', async () => {
    const saved = await checked();
    const file = save(saved);
    const { code, out } = await run(['report', file, '--lang', 'zh', '--format', 'json'], {});
    const told = JSON.parse(out) as Result;
    const bare = (given: Result) => ({ ...given, instances: given.instances.map((one) => ({ ...one, findings: one.findings.map(({ title, message, saw, remedy, ...rest }) => ({ ...rest, texts: [title, message, saw, remedy].length })) })) });
    expect([code, bare(told)]).toEqual([3, bare(saved)]);
    expect(told.instances.flatMap(({ findings }) => findings).every(({ title }) => /[\u4E00-\u9FFF]/.test(title))).toBe(true);
  });

  test('is not made up where another rule book judged, and that is said', async () => {
    const { out, err, code } = await report(result([needsSsl('r-1')]), '--lang', 'zh', '--format', 'markdown');
    expect([code, err]).toEqual([1, expect.stringMatching(/was judged by another rule book [^\n]+ not told in "zh"\.\n$/)]);
    expect(out).toContain('SSL encryption is on.');
    expect(await report(result([needsSsl('r-1')]))).toMatchObject({ err: '' });
    expect(await report(result([needsSsl('r-1')]), '--lang', 'zh', '--quiet')).toMatchObject({ err: '' });
  });

  test('keeps the saved text where the facts give another verdict than the one that was saved', async () => {
    const saved = await checked();
    const changed = { ...saved, instances: saved.instances.map((one) => ({ ...one, facts: { ...one.facts, 'ssl.enabled': { value: 'perhaps', operation: 'x', requestId: null, readAt: saved.startedAt } } })) };
    const ssl = (given: Result) => given.instances.find(({ instanceId }) => instanceId === 'r-blocked')?.findings.find(({ rule }) => rule === 'ssl-disabled');
    expect(ssl(retellResult(changed).inLanguage('zh'))).toEqual(ssl(saved));
    expect(ssl(retellResult(saved).inLanguage('zh'))).not.toEqual(ssl(saved));
  });
});

/** Without what differs between two runs: request ids stand in details of unknown facts. */
function steady(text: string): string {
  return text.replaceAll(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g, 'REQUEST');
}

describe('what is no result is exit 2 in one sentence', () => {
  const good = variedResult();
  type Bad = readonly [name: string, content: string, sentence: RegExp];
  const summary = (change: Partial<Result['summary']>): string => reportJson({ ...good, summary: { ...good.summary, ...change } });
  test.each<Bad>([
    ['nothing', '', /is not JSON: it is no result, or was cut off\. Write it again/],
    ['half of one', reportJson(good).slice(0, 2_000), /is not JSON/],
    ['ndjson', reportNdjson(good), /is NDJSON, one object a line; the whole result is wanted in one/],
    ['a newer schema', reportJson(good).replace('result/v1', 'result/v2'), /is of schema "tair-preflight\/result\/v2"; this version reads tair-preflight\/result\/v1/],
    ['a plan', '{"schema":"tair-preflight/plan/v1"}', /is of schema "tair-preflight\/plan\/v1"/],
    ['another object', '{}', /is of no schema/],
    ['a list', '[1]', /is of no schema/],
    ['null', 'null', /is of no schema/],
    ['a field that is missing', '{"schema":"tair-preflight/result/v1"}', /is not a whole result: at "operation", /],
    ['a verdict that does not exist', reportJson(good).replace('"verdict": "fail"', '"verdict": "fine"'), /is not a whole result: at "instances\.0\.findings\.2\.verdict"/],
    ['a count that was edited', summary({ eligible: 6 }), /was edited after it was made: summary\.eligible is 6, and its instances give 2\./],
    ['a standing that was edited', reportJson(result([needsSsl('r-1', { standing: 'eligible', fixable: false })])), /was edited after it was made: "r-1" is said to be eligible, and its findings make it blocked\./],
    ['a schema that would move the terminal', JSON.stringify({ schema: '\u001B[2J\nx' }), /is of schema "x"/],
    ['nesting without end', '['.repeat(100_000), /is not JSON/],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, /is of no schema|is not JSON/],
    ['UTF-16', Buffer.from(`\uFEFF${reportJson(good)}`, 'utf16le').toString('latin1'), /is not JSON/],
  ])('%s', async (_, content, sentence) => {
    const { code, err } = await report(content);
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
    expect(err).toMatch(/^error: [^\n]+\n$/);
  });

  test('but a reason that this version does not know is told by its name', async () => {
    const facts = { 'ssl.enabled': { reason: 'tired', detail: 'It slept.', operation: 'DescribeInstanceSSL', requestId: null, ramAction: null, readAt: null } };
    const newer = reportJson(result([unread('r-1', { ramAction: null, detail: 'It slept.' })].map((one) => ({ ...one, facts: { ...one.facts, ...facts } as typeof one.facts })), { unread: [unreadPart()] })).replaceAll(/"reason": "(denied|timeout)"/g, '"reason": "tired"');
    const { code, out, err } = await report(newer, ...RESULT_FORMATS.flatMap((format) => ['--format', format === 'table' ? format : `${format}=${join(newFolder(), 'x')}`]));
    expect([code, out, err]).toEqual([3, expect.stringContaining('DescribeInstanceSSL ended as tired.'), '']);
    expect(await report(newer.replaceAll('"tired"', '5'))).toMatchObject({ code: 2, err: expect.stringContaining('is not a whole result') });
  });

  test('a file that is not there, a folder, a device', async () => {
    for (const [file, words] of [['/nonexistent/result.json', 'could not be read (ENOENT)'], [newFolder(), 'could not be read (EISDIR)'], ['/dev/zero', 'is a device']] as const) {
      expect(await run(['report', file], {})).toMatchObject({ code: 2, err: expect.stringContaining(words) });
    }
  });

  test('no file at all', async () => {
    expect(await run(['report'], {})).toMatchObject({ code: 2, err: expect.stringContaining("missing required argument 'result'") });
  });

  test('a byte-order mark before it is passed over', async () => {
    expect((await report(`\uFEFF${reportJson(result([]))}`)).code).toBe(0);
  });
});

test.each(HOSTILE_CASES)('a result full of %s is rendered in every format', async (_, text) => {
  const given = hostileResult(text);
  const folder = newFolder();
  const { code, err } = await report(given, ...RESULT_FORMATS.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]));
  expect([code, err]).toEqual([3, '']);
  expect(readdirSync(folder)).toHaveLength(RESULT_FORMATS.length);
});
