import { describe, expect, test } from 'vitest';

import type { Result, ResultInstance, ResultUnknownFact } from '../../src/model/result.ts';
import { reportTable } from '../../src/report/table.ts';
import { enabled, finding, instance, needsSsl, result, sslOn, standard, step, unknownFact } from './results.ts';

function page(of: Result): string {
  return reportTable(of, { width: 80, color: false });
}

/** The section whose heading starts so, on one line. */
function section(text: string, start: string): string {
  return (text.split(/\n\n(?=\S)/).find((part) => part.startsWith(start)) ?? '').replaceAll(/\s+/g, ' ').trim();
}

function missing(id: string): ResultInstance {
  return instance(id, {
    standing: 'blocked', name: null,
    facts: { 'instance.exists': { value: false, operation: 'DescribeInstanceAttribute', requestId: null, readAt: '2026-11-24T10:00:00.000Z' } },
    findings: [finding('instance-exists', { saw: `NotFound for ${id} in cn-hangzhou.`, remedy: [step('Check the id.', { run: `tair-preflight check ${id} --all-regions`, inPlace: false })] })],
  });
}

function advised(id: string, todo: string, saw = 'It is empty.'): ResultInstance {
  return instance(id, { findings: [finding('whitelist-not-empty', { severity: 'warning', title: 'The whitelist is not empty.', saw, remedy: [step(todo)] })] });
}

function open(rule: string, change: Partial<ResultUnknownFact> = {}): ResultInstance['findings'][number] {
  return finding(rule, { verdict: 'unknown', unknown: [unknownFact(change)] });
}

function openAdvice(rule: string, change: Partial<ResultUnknownFact> = {}): ResultInstance['findings'][number] {
  return { ...open(rule, change), severity: 'warning' };
}

describe('advice', () => {
  test('says what was expected and what each saw, and takes steps that differ in the id alone for the same', () => {
    const text = page(result([advised('r-1', 'Add clients to r-1.'), advised('r-2', 'Add clients to r-2.', 'It holds 127.0.0.1.')]));
    expect(section(text, 'Advice')).toBe(
      'Advice (2) warning, 2 instances: Expected: The whitelist is not empty. (whitelist-not-empty) Saw: It is empty. (r-1) Saw: It holds 127.0.0.1. (r-2) Do: Add clients to <id>. r-1, r-2',
    );
  });

  test('shows no steps of one instance for the others, where they differ', () => {
    const text = section(page(result([advised('r-1', 'Upgrade to 5.0.'), advised('r-2', 'Make another.')])), 'Advice');
    expect(text).toContain('The steps differ between them and stand in --format json.');
    expect(text).not.toMatch(/Upgrade|Make another/);
  });

  test('of one instance names it', () => {
    expect(section(page(result([advised('r-1', 'Add clients to r-1.')])), 'Advice')).toContain('Do: Add clients to r-1.');
  });

  test('that could not be decided is named with the reason, but not what was never asked, nor of instances that cannot go anyway', () => {
    const text = page(result([
      instance('r-1', { findings: [openAdvice('a-rule'), openAdvice('preview-access', { reason: 'not-asked' })] }), instance('r-2', { findings: [openAdvice('b-rule', { reason: 'timeout' })] }),
      instance('r-3', { findings: [openAdvice('b-rule', { reason: 'throttled' })] }), needsSsl('r-4', { findings: [sslOn('r-4'), openAdvice('c-rule')] }), enabled('r-5', { findings: [openAdvice('d-rule')] }),
    ]));
    expect(section(text, 'Advice')).toBe('Advice that could not be decided: a-rule (denied, 1 instance), b-rule (throttled, timeout, 2 instances).');
  });

  test('says nothing where nothing is open', () => {
    expect(page(result([instance('r-1', { findings: [openAdvice('preview-access', { reason: 'not-asked' })] })]))).not.toContain('Advice');
  });
});

describe('a partial result', () => {
  test('says which rules alone were judged, at its head and at its foot', () => {
    const text = page(result([instance('r-1')], { scope: { only: ['ssl-disabled', 'vpc-network'] } }));
    expect(text.split('\n\n')[0]).toContain('PARTIAL: only rules ssl-disabled, vpc-network.');
    expect(text.trimEnd().split('\n\n').at(-1)).toMatch(/^PARTIAL\. 1 instance/);
  });

  test('says which rule was left out', () => {
    expect(page(result([instance('r-1')], { scope: { skip: ['ssl-disabled'] } }))).toContain('PARTIAL: without rule ssl-disabled.');
    expect(page(result([instance('r-1')]))).not.toContain('PARTIAL');
  });
});

describe('what is unknown besides a failure', () => {
  test('is told where a change would help', () => {
    const blocked = needsSsl('r-1', { findings: [sslOn('r-1'), open('no-active-task', { reason: 'timeout' }), open('vswitch-has-addresses'), open('x', { reason: 'not-asked' })] });
    expect(section(page(result([blocked])), 'Can go after')).toContain('Besides, 3 checks could not be decided: no-active-task (timeout), vswitch-has-addresses (denied), x. It may need more.');
  });

  test('parts those that may need more from those that lack nothing else, and tells them last', () => {
    const unsure = (id: string, ...rules: string[]): ResultInstance => needsSsl(id, { findings: [sslOn(id), ...rules.map((rule) => open(rule))] });
    const text = section(page(result([unsure('r-1', 'no-active-task'), unsure('r-2', 'no-active-task', 'valid-prefix'), unsure('r-3', 'no-active-task'), needsSsl('r-4')])), 'Can go after');
    expect(text).toMatch(/^Can go after a change \(4\) r-4, /);
    expect(text.slice(0, text.indexOf('may need more'))).not.toMatch(/r-[123]\b/);
    expect(text).toContain(' 3 instances may need more: checks that count could not be decided: 3 instances with the same findings: r-1, r-2, r-3 ');
    expect(text).toContain('Besides, 2 checks could not be decided: no-active-task (denied), valid-prefix (denied, 1 instance). It may need more.');
    expect(section(page(result([needsSsl('r-4')])), 'Can go after')).not.toContain('more');
  });

  test('is told where nothing helps', () => {
    const never = standard('r-1', { findings: [...standard('r-1').findings, open('no-active-task')] });
    expect(section(page(result([never])), 'Never')).toContain('Besides, 1 check could not be decided: no-active-task (denied).');
  });
});

describe('an id that no region knows', () => {
  test('has a section of its own, with the regions and what may have been meant', () => {
    const text = page(result([instance('r-bp1zxszhcgatnx'), missing('r-bp1zxszhcgatnz'), missing('r-other')], { scope: { regions: ['cn-beijing', 'cn-hangzhou', 'cn-nowhere'], withoutService: ['cn-nowhere'], instances: ['a', 'b', 'c'] } }));
    expect(section(text, 'Not found')).toBe('Not found (2) Looked in cn-beijing, cn-hangzhou; no such instance is there. - r-bp1zxszhcgatnz (Did you mean r-bp1zxszhcgatnx?) - r-other '
      + 'The commands are those for r-bp1zxszhcgatnz: 1. Check the id. $ tair-preflight check r-bp1zxszhcgatnz --all-regions');
    expect(text).not.toContain('Never');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('3 instances: 1 can go now, 0 after a change, 0 never, 2 not found, 0 unknown, 0 enabled.');
    expect(text).toContain('1 instance in cn-hangzhou, 3 ids asked for. Looked in cn-beijing, cn-hangzhou.');
  });
});

describe('the regions at the head', () => {
  test('are those where instances were found; those looked in follow where they differ', () => {
    expect(page(result([instance('r-1', { region: 'cn-beijing' })], { scope: { regions: ['cn-hangzhou'], instances: ['r-1'] } }))).toContain('1 instance in cn-beijing, 1 id asked for. Looked in cn-hangzhou.');
    expect(page(result([instance('r-1')]))).not.toContain('Looked in');
  });
});

describe('steps of a group', () => {
  test('say whose they are where those of the others have other words, commands or not', () => {
    const short = (id: string, addresses: number): ResultInstance => needsSsl(id, { findings: [finding('vswitch-has-addresses', { remedy: [step(`Free ${addresses} addresses.`)] })] });
    expect(section(page(result([short('r-1', 6), short('r-2', 3)])), 'Can go after')).toContain('The steps are those for r-1; those for the others stand in --format json. 1. Free 6 addresses.');
    expect(section(page(result([short('r-1', 6), short('r-2', 6)])), 'Can go after')).not.toContain('The steps are');
  });

  test('name one RAM action or several', () => {
    const needing = (...ram: string[]): string => section(page(result([needsSsl('r-1', { findings: [finding('x', { remedy: [step('Mend.', { ram })] })] })])), 'Can go after');
    expect(needing('vpc:A')).toContain('Needs the RAM action vpc:A.');
    expect(needing('vpc:A', 'kvstore:B')).toContain('Needs the RAM actions vpc:A, kvstore:B.');
  });
});
