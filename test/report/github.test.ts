import { describe, expect, test } from 'vitest';
import { reportGithub, stepSummary } from '../../src/report/github.ts';
import type { Result } from '../../src/model/result.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { enabled, finding, instance, needsSsl, result } from './results.ts';

interface Command {
  readonly kind: string;
  readonly title: string;
  readonly message: string;
}

/** The commands of a log as the runner reads them: a line that begins with "::", its properties, and its text. */
function commandsOf(log: string): Command[] {
  return log.trimEnd().split('\n').map((line) => {
    const [, kind = '', properties = '', data = ''] = /^::(\w+) ([^\n]*?)::(.*)$/.exec(line) ?? [];
    const named = Object.fromEntries(properties.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    expect(Object.keys(named)).toEqual(['title']);
    const decode = (text: string): string => text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
    return { kind, title: decode(named['title'] ?? ''), message: decode(data) };
  });
}

const commands = (given: Result): Command[] => commandsOf(reportGithub(reportOf(given)));

describe('annotations of GitHub Actions', () => {
  test('name what failed or is unknown, and end with the totals', () => {
    expect(commands(variedResult()).map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'error DescribeInstances could not be read in cn-shenzhen', 'error ssl-disabled: r-ssl (name of r-ssl), cn-hangzhou', 'error cluster-architecture: r-never (name of r-never), cn-hangzhou',
      'error ssl-disabled: r-unknown (name of r-unknown), cn-hangzhou', 'warning engine-version-5: r-go (name of r-go), cn-hangzhou', 'notice tair-preflight',
    ]);
    expect(commands(variedResult())[1]?.message).toContain('Expected: SSL encryption is disabled. Saw: SSL encryption is on. 1. Disable SSL encryption');
    expect(commands(variedResult()).at(-1)?.message).toBe('6 instances: 2 can go now, 1 after a change, 1 never, 1 unknown, 1 enabled. 2 reads failed. 7 API calls.');
  });

  test('name the regions that have nothing to look for', () => {
    expect(commands(result([instance('r-1')], { scope: { withoutService: ['cn-beijin'] } })).at(-1)?.message).toMatch(/^1 instance: .* Regions without the service: cn-beijin\.$/);
  });

  test('escape as the runner unescapes', () => {
    expect(reportGithub(reportOf(result([instance('r-1', { name: 'a,b:c%', standing: 'blocked', findings: [finding('x', { message: '100% : , x' })] })])))).toContain('::error title=x%3A r-1 (a%2Cb%3Ac%25)%2C cn-hangzhou::100%25 : , x\n');
  });

  test.each([[10, 0], [11, 2], [5_000, 4_991]])('of %i failures are ten at most, which count the others', (size, left) => {
    const errors = commands(result(Array.from({ length: size }, (_, at) => needsSsl(`r-${at}`)))).filter(({ kind }) => kind === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.message).toContain(left === 0 ? 'Disable SSL' : `${left.toLocaleString('en')} more of this kind`);
  });

  test('of notices are ten at most, the totals included', () => {
    const noted = (at: number) => instance(`r-${at}`, { findings: [finding('hint', { severity: 'info' })] });
    expect(commands(result(Array.from({ length: 30 }, (_, at) => noted(at)))).filter(({ kind }) => kind === 'notice').map(({ title }) => title).slice(-2)).toEqual(['More of this kind', 'tair-preflight']);
    expect(commands(result(Array.from({ length: 30 }, (_, at) => noted(at))))).toHaveLength(10);
  });

  test('of nothing wrong, and of unknown ones alone', () => {
    expect(commands(result([enabled('r-1', { findings: [finding('no-direct-endpoint')] })])).map(({ kind }) => kind)).toEqual(['notice']);
    expect(commands(result([])).map(({ message }) => message)).toEqual(['0 instances: 0 can go now, 0 after a change, 0 never, 0 unknown, 0 enabled. 1 API call.']);
    expect(commands(unknownResult()).map(({ kind }) => kind)).toEqual(['error', 'error', 'notice']);
  });

  test.each(HOSTILE_CASES)('with %s are the same commands', (_, text) => {
    expect(commands(hostileResult(text)).map(({ kind }) => kind)).toEqual(commands(hostileResult('plain')).map(({ kind }) => kind));
    expect(reportGithub(reportOf(hostileResult(text))).length).toBeLessThan(60_000);
  });
});

describe('the step summary', () => {
  const report = reportOf(largeResult(600));
  const whole = stepSummary(report, 1024 * 1024);

  test('is the whole page where there is room', () => {
    expect(whole).toMatch(/^# Direct connections[^]*600 instances: /);
  });

  test('leaves out whole parts where there is little room, and says so', () => {
    const shorter = stepSummary(report, Buffer.byteLength(whole) - 1);
    expect(shorter).toMatch(/\n_The rest was left out: the summary of a step holds 1 MiB\._\n$/);
    expect(whole.startsWith(shorter.split('\n_The rest')[0]?.trimEnd() ?? '?')).toBe(true);
    expect(Buffer.byteLength(shorter)).toBeLessThan(Buffer.byteLength(whole));
  });

  test('is empty where there is no room at all', () => {
    expect([stepSummary(report, 0), stepSummary(report, 100)]).toEqual(['', '']);
  });
});
