import { describe, expect, it } from 'vitest';

import type { Item } from '../../src/facts/field.ts';
import type { Readings, VSwitchReading } from '../../src/facts/readings.ts';
import { toFacts } from '../../src/facts/to-facts.ts';
import type { FactName } from '../../src/model/facts.ts';
import { known, unknown } from '../../src/model/known.ts';

const at = (second: number): string => `2026-11-24T10:00:0${second}.000Z`;

const vSwitch = (operation: string, second: number, fields: Readonly<Record<string, unknown>>): Item => ({
  fields: { VSwitchId: 'vsw-a', ZoneId: 'cn-hangzhou-h', Status: 'Available', CidrBlock: '10.0.0.0/24', AvailableIpAddressCount: 40, ShareType: '', ...fields },
  evidence: { operation, requestId: `R-${second}`, readAt: at(second) },
});

function readings(change: Partial<Readings> = {}): Readings {
  const evidence = { operation: 'DescribeInstances', requestId: 'R-0', readAt: at(0) };
  return { instanceId: 'r-1', region: 'cn-hangzhou', accountId: known('1', evidence), exists: known(true, evidence), listed: null, singles: new Map(), tasks: null, maintenance: null, vSwitch: null, ...change };
}

const twice = (first: Readonly<Record<string, unknown>>, second: Readonly<Record<string, unknown>>): VSwitchReading => ({ sources: [vSwitch('DescribeVSwitchAttributes', 2, second), vSwitch('DescribeVSwitches', 1, first)], neighbours: null });

describe('a vSwitch that was read twice', () => {
  const table: readonly { readonly name: string; readonly given: VSwitchReading; readonly fact: FactName; readonly becomes: object }[] = [
    { name: 'has as many addresses as the later read says', given: twice({ AvailableIpAddressCount: 40 }, { AvailableIpAddressCount: 3 }), fact: 'vswitch.availableAddresses', becomes: { value: 3, evidence: { operation: 'DescribeVSwitchAttributes', requestId: 'R-2', readAt: at(2) } } },
    { name: 'has the status that the later read says', given: twice({ Status: 'Pending' }, { Status: 'Available' }), fact: 'vswitch.status', becomes: { value: 'Available' } },
    { name: 'has the addresses of the earlier read where the later lacks them', given: twice({ AvailableIpAddressCount: 40 }, { AvailableIpAddressCount: undefined }), fact: 'vswitch.availableAddresses', becomes: { value: 40 } },
    { name: 'is not healed where one read is malformed', given: twice({ AvailableIpAddressCount: 'many' }, {}), fact: 'vswitch.availableAddresses', becomes: { kind: 'unknown', reason: 'malformed' } },
    { name: 'is in conflict where its zone, which does not change by itself, differs', given: twice({ ZoneId: 'cn-hangzhou-i' }, {}), fact: 'vswitch.zone', becomes: { kind: 'unknown', reason: 'conflict' } },
  ];
  it.each(table)('$name', ({ given, fact, becomes }) => {
    expect(toFacts(readings({ vSwitch: given })).get(fact)).toMatchObject(becomes);
  });
});

describe('toFacts', () => {
  it('tells nothing of what was not asked', () => {
    expect([...toFacts(readings()).keys()].toSorted()).toEqual(['instance.accountId', 'instance.exists', 'instance.id', 'instance.region']);
  });

  it('makes every fact of the cloud unknown where existence is', () => {
    const exists = unknown('denied', 'DescribeInstances was denied.');
    const facts = toFacts(readings({ exists }));
    expect(facts.get('ssl.enabled')).toEqual(exists);
    expect(facts.get('vswitch.availableAddresses')).toEqual(exists);
    expect(facts.has('request.prefix')).toBe(false);
  });

  it('gives the same facts for the same readings', () => {
    const given = readings({ vSwitch: twice({}, {}) });
    expect([...toFacts(given)]).toEqual([...toFacts(given)]);
  });

  it('keeps the evidence of every source that agrees', () => {
    expect(toFacts(readings({ vSwitch: twice({}, {}) })).get('vswitch.zone')).toMatchObject({ value: 'cn-hangzhou-h', evidence: { requestId: 'R-2' }, confirmedBy: [{ requestId: 'R-1' }] });
  });
});
