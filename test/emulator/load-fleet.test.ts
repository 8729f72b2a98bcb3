import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { makeCloudState } from '../../src/emulator/cloud-state.ts';
import { decideAllocation } from '../../src/emulator/decide-allocation.ts';
import { loadFleet } from '../../src/emulator/load-fleet.ts';
import { FileFaults } from '../../src/emulator/read-yaml.ts';

function faultsOf(text: string): readonly string[] {
  try {
    loadFleet(text, 'fleet.yaml');
  } catch (error) {
    if (error instanceof FileFaults) return error.faults;
    throw error;
  }
  return [];
}

const SMALL = `
vSwitches:
  - { id: vsw-a, vpc: vpc-a, region: cn-hangzhou, available: 20 }
instances:
  - id: r-1
    name: checkout-sessions
    class: redis.logic.sharding.2g.8db.0rodb.8proxy.default
    vSwitch: vsw-a
`;

describe('a fleet file', () => {
  it('needs few lines', () => {
    expect(faultsOf(SMALL)).toEqual([]);
  });

  it('may be JSON', () => {
    expect(loadFleet(JSON.stringify({ instances: [{ id: 'r-1' }] }), 'fleet.json')).toEqual({ instances: [{ id: 'r-1' }] });
  });

  it.each([
    { name: 'a misspelt key', text: 'instances:\n  - { id: r-1, vswitch: vsw-a }\n', faults: ['fleet.yaml:2:16: There is no "vswitch" here. Did you mean "vSwitch"?'] },
    { name: 'a version that is a number', text: 'instances:\n  - id: r-1\n    engineVersion: 5.0\n', faults: ['fleet.yaml:3:5: Expected engineVersion to be a string; saw 5. Write it in quotes.'] },
    { name: 'a value that is not in the list', text: 'instances:\n  - id: r-1\n    ssl: offf\n', faults: ['fleet.yaml:3:5: Expected ssl to be one of on, off, unsupported; saw "offf". Did you mean "off"?'] },
    { name: 'a missing key', text: 'vSwitches:\n  - { id: vsw-a, vpc: vpc-a, available: 3 }\n', faults: ['fleet.yaml:2:5: Expected region, a string; it is missing.'] },
    { name: 'a misspelt vSwitch', text: `${SMALL}  - { id: r-2, vSwitch: vsw-b }\n`, faults: ['fleet.yaml:9:16: There is no vSwitch "vsw-b" in this file. Did you mean "vsw-a"?'] },
    { name: 'an id that is there twice', text: 'instances: [ { id: r-1 }, { id: r-1 } ]\n', faults: ['fleet.yaml:1:29: The id "r-1" is there twice; each must be its own.'] },
    { name: 'an unknown region', text: 'regions: [ { id: cn-beijing } ]\ninstances: [ { id: r-1, region: cn-bejing } ]\n', faults: ['fleet.yaml:2:25: There is no region "cn-bejing" in this file. Did you mean "cn-beijing"?'] },
    { name: 'an instance where there is no service', text: 'regions: [ { id: cn-a, service: false } ]\ninstances: [ { id: r-1, region: cn-a } ]\n', faults: ['fleet.yaml:2:14: The instance r-1 is in cn-a, which has no such service.'] },
    { name: 'a vSwitch in another region', text: 'vSwitches: [ { id: v, vpc: p, region: cn-a, available: 1 } ]\ninstances: [ { id: r-1, region: cn-b, vSwitch: v } ]\n', faults: ['fleet.yaml:2:39: The instance r-1 is in cn-b, its vSwitch v in cn-a; they must be in one region.'] },
    { name: 'a cluster that does not tell its shards', text: 'instances: [ { id: r-1, architecture: cluster, class: redis.sharding.basic.16xlarge.default } ]\n', faults: ['fleet.yaml:1:48: The class redis.sharding.basic.16xlarge.default does not tell how many shards the cluster r-1 has; add "shards".'] },
    { name: 'a setting about nobody', text: 'instances: [ { id: r-1 } ]\nsettings: { failAfterAccept: [r-2] }\n', faults: ['fleet.yaml:2:31: There is no instance "r-2" in this file. Did you mean "r-1"?'] },
    { name: 'a list where a map should be', text: '- r-1\n', faults: ['fleet.yaml:1:1: Expected the file to be a map; saw a list.'] },
    { name: 'nothing at all', text: '', faults: ['fleet.yaml:1:1: Expected the file to be a map; saw null.'] },
  ])('with $name is refused at its place', ({ text, faults }) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('tells all faults at once', () => {
    const faults = faultsOf('instances:\n  - { id: r-1, shards: many, colour: red }\n  - { name: x }\nsettings: { settle: -1 }\n');
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual(['fleet.yaml:2:16', 'fleet.yaml:2:30', 'fleet.yaml:3:5', 'fleet.yaml:4:13']);
  });

  it('that is not YAML is refused at its place', () => {
    expect(faultsOf('instances:\n  - { id: r-1\nregions: [\n')[0]).toMatch(/^fleet\.yaml:\d+:\d+: This is not YAML: /);
    expect(faultsOf('account: 1\naccount: 2\n')[0]).toMatch(/^fleet\.yaml:\d+:\d+: This is not YAML: /);
  });

  it('that is an alias bomb, too deep or too large is refused', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`).join('\n')}\n`;
    expect(faultsOf(bomb)).toEqual(['fleet.yaml: The file cannot be read as YAML: its aliases stand for nothing or for too much (100 at most).']);
    expect(faultsOf('['.repeat(200_000))[0]).toMatch(/^fleet\.yaml/);
    expect(faultsOf(`# ${'x'.repeat(8 * 1024 * 1024)}`)).toEqual(['fleet.yaml: Expected at most 8 MB; the file is larger. Split it.']);
  });

  it('may use aliases, and a fault behind one has a place', () => {
    expect(faultsOf('instances:\n  - &one { id: r-1, shards: 0 }\n  - *one\n').map((fault) => fault.split(': ')[0])).toEqual(['fleet.yaml:2:21', 'fleet.yaml:3:5']);
  });
});

describe('the demo fleet', () => {
  const text = readFileSync(new URL('../../examples/demo-fleet.yaml', import.meta.url), 'utf8');

  it('holds an instance for each answer that the service has', () => {
    const state = makeCloudState(loadFleet(text, 'demo-fleet.yaml'), new Date());
    const answers = Object.fromEntries([...state.instances.values()].map(({ id, name }) => [name, decideAllocation(state, { instanceId: id }).code]));
    expect(answers).toEqual({
      'checkout-sessions': null, 'catalog-cache': null, 'ranking-live': null, 'feed-timelines': null,
      'coupon-counters': null, 'voucher-counters': null,
      'settings-store': 'InvalidConnType', 'search-suggestions': 'InvalidConnType', 'chat-presence': 'InvalidConnType', 'ledger-cache': 'InvalidConnType',
      'stream-offsets': 'NetTypeExists', 'cart-sessions': 'DirectConnectionAlreadyExists',
      'legacy-basket': 'UnsupportedEngineVersion', 'mail-queues': null, 'geo-fences': 'IncorrectMinorVersion',
      'fax-gateway': 'InvalidVPCParamGroup', 'payment-tokens': 'IncorrectSSLStatus', 'loyalty-points': 'InvalidVPCParamGroup', 'pricing-rules': 'InsufficientVSwitchIp',
      'stock-levels': 'InstanceStatus.NotSupport', 'archive-index': 'InstanceStatus.NotSupport', 'upload-tickets': 'TaskHasExist',
      'notification-fanout': null, 'ad-budgets': 'TaskHasExist', 'global-profiles': null, 'lab-experiment': null,
    });
  });
});
