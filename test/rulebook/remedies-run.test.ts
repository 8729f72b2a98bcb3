import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Model } from '@darabonba/typescript';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import { CHECK_DEFAULTS } from '../../src/app/options.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator } from '../../src/emulator/start-emulator.ts';
import type { ResultFinding } from '../../src/model/result.ts';
import type { RemedyStep, Rule } from '../../src/model/rule.ts';
import { loadRuleBook, toFacts } from '../../src/rulebook/index.ts';
import { kvstoreClient, vpcClient } from '../emulator/clients.ts';
import { fleetOf, instance } from '../emulator/fleets.ts';
import { cli, envFor } from '../support/cli.ts';
import { testWorld } from '../support/world.ts';
import { healthyWith } from './fixtures.ts';

/** The packages are CommonJS; `require` means one thing everywhere. */
const load = createRequire(import.meta.url);
const PRODUCTS: Readonly<Record<string, { readonly ram: string; readonly models: Readonly<Record<string, unknown>>; readonly client: (port: number) => object }>> = {
  'r-kvstore': { ram: 'kvstore', models: load('@alicloud/r-kvstore20150101'), client: (port) => kvstoreClient(port) },
  vpc: { ram: 'vpc', models: load('@alicloud/vpc20160428'), client: (port) => vpcClient(port) },
};
const RULES: readonly Rule[] = [loadRuleBook({ builtIn: 'rules', extra: [] }), loadRuleBook({ builtIn: 'rules/release', extra: [] })].flatMap((book) => book.rules);

let folder = '';
let emulator: Emulator | undefined;

/** Programs in the place of those that remedies name: they print their own name and each word they were given, and a NUL after each. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tair-preflight-remedies-'));
  for (const name of ['aliyun', 'tair-preflight']) {
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\0' ${name} "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => emulator?.stop());

/** The words of a command, as a shell makes them. */
function wordsOf(command: string): readonly string[] {
  return execFileSync('/bin/sh', ['-c', command], { env: { PATH: folder }, encoding: 'utf8' }).split('\0').slice(0, -1);
}

interface Command {
  readonly product: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** From `--region`, which belongs to the CLI and not to the operation. */
  readonly region: string | null;
}

/** An `aliyun` command, taken apart. Throws where it does not have the form `aliyun PRODUCT OPERATION [--Name value]…`. */
function commandOf(words: readonly string[]): Command {
  const [program, product = '', operation = '', ...rest] = words;
  const pairs = Array.from({ length: Math.ceil(rest.length / 2) }, (_, at) => [rest[2 * at] ?? '', rest[2 * at + 1] ?? ''] as const);
  if (program !== 'aliyun' || rest.length % 2 !== 0 || pairs.some(([name, value]) => !/^--[A-Za-z]+$/.test(name) || value === '' || value.startsWith('--'))) {
    throw new Error(`Expected "aliyun PRODUCT OPERATION --Name value …"; saw ${JSON.stringify(words)}.`);
  }
  const named = Object.fromEntries(pairs.map(([name, value]) => [name.slice(2), value]));
  const { region = null, ...parameters } = named;
  if (Object.keys(named).length < pairs.length) throw new Error(`A parameter is named twice: ${JSON.stringify(words)}.`);
  return { product, operation, parameters, region };
}

/** The wire names of an operation's parameters, each with the name that the SDK's model gives it; null where the SDK knows no such operation. */
function modelOf({ product, operation }: Command): { readonly make: (fields: Record<string, string>) => Model; readonly fieldOf: ReadonlyMap<string, string> } | null {
  const model = PRODUCTS[product]?.models[`${operation}Request`];
  if (typeof model !== 'function') return null;
  const type = model as unknown as { new (fields: Record<string, string>): Model; names(): Record<string, string> };
  return { make: (fields) => new type(fields), fieldOf: new Map(Object.entries(type.names()).map(([field, wire]) => [wire, field])) };
}

/** Everything that is wrong with a command, by the SDK's own models. */
function faultsOf(command: Command, step: RemedyStep): readonly string[] {
  const product = PRODUCTS[command.product];
  if (product === undefined) return [`There is no product ${command.product}.`];
  const model = modelOf(command);
  if (model === null) return [`${command.product} has no operation ${command.operation}.`];
  const action = `${product.ram}:${command.operation}`;
  return [
    ...Object.keys(command.parameters).filter((name) => !model.fieldOf.has(name)).map((name) => `${command.operation} has no parameter ${name}.`),
    ...(command.region === null && command.parameters['RegionId'] === undefined ? ['The command names no region.'] : []),
    ...(step.ram.includes(action) ? [] : [`The step does not tell that it takes ${action}.`]),
  ];
}

/** Sends a command as the SDK's own request. */
async function run(command: Command, port: number): Promise<void> {
  const model = modelOf(command);
  const client = PRODUCTS[command.product]?.client(port);
  const name = command.operation.charAt(0).toLowerCase() + command.operation.slice(1);
  const method: unknown = client === undefined ? undefined : Reflect.get(client, name);
  if (model === null || typeof method !== 'function') throw new Error(`The SDK has no method ${name}.`);
  const fields = Object.fromEntries(Object.entries(command.parameters).map(([wire, value]) => [model.fieldOf.get(wire) ?? wire, value]));
  await method.call(client, model.make(fields));
}

const ROOM = { 'vswitch.alternatives': [{ id: 'vsw-b', zone: 'cn-hangzhou-h', availableAddresses: 90 }] };

/** Every step with a command that a rule shows for any of its failing examples, with and without a vSwitch that has room. */
function stepsOf(rule: Rule): readonly RemedyStep[] {
  const failing = rule.examples.filter((example) => example.then === 'fail').map((example) => toFacts(example));
  const roomy = failing.map((facts) => new Map([...facts, ...[...healthyWith(ROOM)].filter(([name]) => name in ROOM)]));
  const steps = [...failing, ...roomy].flatMap((facts) => rule.remedy(facts)).filter((step) => step.run !== null);
  return [...new Map(steps.map((step) => [step.run, step])).values()];
}

const COMMANDS = RULES.flatMap((rule) => stepsOf(rule).map((step) => ({ rule: rule.id, step, run: step.run ?? '' })));
const ALIYUN = COMMANDS.filter(({ run: line }) => line.startsWith('aliyun '));
const OURS = COMMANDS.filter(({ run: line }) => !line.startsWith('aliyun '));

describe('every command that a remedy prints', () => {
  it('is one of aliyun or of ours', () => {
    expect(ALIYUN.length).toBeGreaterThan(8);
    expect(COMMANDS.map(({ run: line }) => line.split(' ')[0]).filter((program) => program !== 'aliyun' && program !== 'tair-preflight')).toEqual([]);
  });

  it.each(ALIYUN)('of $rule names an operation and parameters that the SDK knows: $run', ({ step, run: line }) => {
    expect(faultsOf(commandOf(wordsOf(line)), step)).toEqual([]);
  });

  it.each(OURS)('of $rule is understood: $run', async ({ run: line }) => {
    emulator = await startEmulator({ fleet: fleetOf([instance('r-healthy0000000001')]) });
    const [program, ...argv] = wordsOf(line);
    const { code, err } = await cli(argv, envFor(emulator));
    expect([program, code, err]).toEqual(['tair-preflight', 0, expect.any(String)]);
  });

  it('is found wrong where it is', () => {
    const fault = (line: string) => faultsOf(commandOf(wordsOf(line)), { do: '', run: line, impact: null, ram: [], inPlace: true });
    expect(fault('aliyun kvstore ModifyInstanceSSL --InstanceId r-1 --region cn-a')).toEqual(['There is no product kvstore.']);
    expect(fault('aliyun r-kvstore ModifyInstanceSsl --InstanceId r-1 --region cn-a')).toEqual(['r-kvstore has no operation ModifyInstanceSsl.']);
    expect(fault('aliyun vpc CreateVSwitch --VpcID vpc-1')).toEqual(['CreateVSwitch has no parameter VpcID.', 'The command names no region.', 'The step does not tell that it takes vpc:CreateVSwitch.']);
    expect(() => commandOf(wordsOf('aliyun r-kvstore SwitchNetwork --InstanceId'))).toThrow('PRODUCT OPERATION');
  });

  it('stays one command whatever a value holds', () => {
    const hostile = `r-1' "; touch ${join(folder, 'made')}; $(touch ${join(folder, 'made')}) \`id\` \\`;
    const rule = RULES.find(({ id }) => id === 'ssl-disabled');
    const [step] = rule?.remedy(healthyWith({ 'instance.id': hostile, 'ssl.enabled': true })) ?? [];
    expect(commandOf(wordsOf(step?.run ?? '')).parameters).toEqual({ InstanceId: hostile, SSLEnabled: 'Disable' });
    expect(execFileSync('/bin/ls', [folder], { encoding: 'utf8' }).split('\n')).not.toContain('made');
  });
});

const REGION = 'cn-hangzhou';
const VSWITCHES: FleetFile['vSwitches'] = [
  { id: 'vsw-a', vpc: 'vpc-a', region: REGION, available: 3, cidr: '10.0.0.0/28' },
  { id: 'vsw-b', vpc: 'vpc-a', region: REGION, available: 90, cidr: '10.0.1.0/24' },
  { id: 'vsw-c', vpc: 'vpc-a', region: REGION, available: 60, cidr: '10.0.2.0/24' },
];

interface Cure {
  readonly rule: string;
  readonly operation: string;
  readonly given: Partial<FleetInstance>;
  /** What a reader puts in the place of `<…>`. */
  readonly fill?: Readonly<Record<string, string>>;
  /** What the text of the remedy tells to do besides. */
  readonly then?: readonly string[];
}

/** For each rule with an aliyun command that changes something: an instance that fails it, on which the command is run. */
const CURES: readonly Cure[] = [
  { rule: 'ssl-disabled', operation: 'ModifyInstanceSSL', given: { vSwitch: 'vsw-b', ssl: 'on' } },
  { rule: 'latest-minor-version', operation: 'ModifyInstanceMinorVersion', given: { vSwitch: 'vsw-b', latestMinor: false } },
  { rule: 'supported-engine-version', operation: 'ModifyInstanceMajorVersion', given: { vSwitch: 'vsw-b', engineVersion: '2.8' } },
  { rule: 'engine-version-5', operation: 'ModifyInstanceMajorVersion', given: { vSwitch: 'vsw-b', engineVersion: '4.0' } },
  { rule: 'major-upgrade-first', operation: 'ModifyInstanceMajorVersion', given: { vSwitch: 'vsw-b', engineVersion: '4.0' } },
  { rule: 'vpc-network', operation: 'SwitchNetwork', given: { vSwitch: undefined, network: 'CLASSIC' }, fill: { '<VPC_ID>': 'vpc-a', '<VSWITCH_ID>': 'vsw-b' } },
  { rule: 'vswitch-has-addresses', operation: 'SwitchNetwork', given: { vSwitch: 'vsw-a' } },
  { rule: 'whitelist-not-empty', operation: 'ModifySecurityIps', given: { vSwitch: 'vsw-b', whitelist: ['127.0.0.1'] }, fill: { '<CLIENT_ADDRESSES>': '10.8.0.0/16' } },
];

/** 12:00 UTC. */
const NOON = Date.UTC(2026, 10, 24, 12);
let now = NOON;

/** An emulator with the instance and another that has nothing to mend; changes take ten minutes of a clock that the test turns. */
async function startWith(given: Partial<FleetInstance>): Promise<Emulator> {
  now = NOON;
  emulator = await startEmulator({ fleet: fleetOf([instance('r-1', given), instance('r-2', { vSwitch: 'vsw-c' })], { vSwitches: VSWITCHES, settings: { settle: 600 } }), now: () => new Date(now) });
  return emulator;
}

/** The finding of a rule on the instance, by a check as users run it. */
async function judge({ url }: Emulator, rule: string, instances: readonly string[] = []): Promise<ResultFinding> {
  const options = { ...CHECK_DEFAULTS, instances, regions: [REGION], endpoints: { kvstore: url, vpc: url, sts: url } };
  const { result } = await check(options, testWorld({ now: () => new Date(now) }));
  const finding = result.instances.find((one) => one.instanceId === 'r-1')?.findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error(`There is no finding of ${rule}.`);
  return finding;
}

function filled(command: Command, fill: Readonly<Record<string, string>> = {}): Command {
  return { ...command, parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, value]) => [name, fill[value] ?? value])) };
}

function commandsOf(finding: ResultFinding): readonly Command[] {
  return finding.remedy.flatMap((step) => (step.run?.startsWith('aliyun ') === true ? [commandOf(wordsOf(step.run))] : []));
}

describe('a remedy that is run mends what it was printed for', () => {
  it.each(CURES)('$rule: $operation', async ({ rule, operation, given, fill }) => {
    const cloud = await startWith(given);
    const before = await judge(cloud, rule);
    const command = commandsOf(before).find((one) => one.operation === operation);
    expect([before.verdict, command?.region ?? command?.parameters['RegionId']]).toEqual(['fail', REGION]);
    if (command === undefined) return;
    await run(filled(command, fill), cloud.port);
    const effective = operation === 'ModifySecurityIps';
    expect((await judge(cloud, 'instance-normal')).verdict).toBe(effective ? 'pass' : 'fail');
    now += 600_000;
    expect((await judge(cloud, 'instance-normal')).verdict).toBe('pass');
    expect((await judge(cloud, rule)).verdict).toBe('pass');
  });

  it('vswitch-has-addresses: CreateVSwitch, and then the move that its text tells of', async () => {
    const cloud = await startWith({ vSwitch: 'vsw-a' });
    const before = await judge(cloud, 'vswitch-has-addresses');
    const [move, create] = ['SwitchNetwork', 'CreateVSwitch'].map((name) => commandsOf(before).find((one) => one.operation === name));
    if (move === undefined || create === undefined) throw new Error('Expected a move and a new vSwitch to be offered.');
    await run(filled(create, { '<CIDR_BLOCK>': '10.0.3.0/24' }), cloud.port);
    now += 600_000;
    const made = cloud.mutate((state) => [...state.vSwitches.keys()].at(-1) ?? '');
    expect(['vsw-a', 'vsw-b', 'vsw-c']).not.toContain(made);
    await run(filled(move, { 'vsw-b': made }), cloud.port);
    now += 600_000;
    expect(await judge(cloud, 'vswitch-has-addresses')).toMatchObject({ verdict: 'pass', looked: expect.arrayContaining(['vswitch.availableAddresses']) });
    expect(cloud.mutate((state) => state.instances.get('r-1')?.vSwitch)).toBe(made);
  });

  it('vswitch-has-addresses: no move is offered where no vSwitch has room for the instance and for the move', async () => {
    const cloud = await startWith({ vSwitch: 'vsw-a' });
    cloud.mutate((state) => { for (const one of state.vSwitches.values()) one.available = Math.min(one.available, 9); });
    expect(commandsOf(await judge(cloud, 'vswitch-has-addresses')).map((one) => one.operation)).toEqual(['CreateVSwitch']);
    cloud.mutate((state) => { for (const one of state.vSwitches.values()) if (one.id === 'vsw-c') one.available = 10; });
    const finding = await judge(cloud, 'vswitch-has-addresses');
    expect(finding.remedy.map((step) => step.do)).toContain('Or move the instance to a vSwitch of the same VPC and zone that has room: vsw-c (10 free). The move itself takes one address.');
    const [move] = commandsOf(finding);
    expect(move).toMatchObject({ operation: 'SwitchNetwork', parameters: { VSwitchId: 'vsw-c' } });
    if (move === undefined) return;
    await run(move, cloud.port);
    now += 600_000;
    expect((await judge(cloud, 'vswitch-has-addresses')).verdict).toBe('pass');
  });

  it('vswitch-has-addresses: the move that a check of one instance alone prints', async () => {
    const cloud = await startWith({ vSwitch: 'vsw-a' });
    const finding = await judge(cloud, 'vswitch-has-addresses', ['r-1']);
    expect(finding.remedy[1]?.do).toContain('vsw-b (90 free), vsw-c (60 free)');
    const [move] = commandsOf(finding);
    if (move === undefined) throw new Error('Expected a move to be offered.');
    await run(move, cloud.port);
    now += 600_000;
    expect((await judge(cloud, 'vswitch-has-addresses', ['r-1'])).verdict).toBe('pass');
  });

  it('vswitch-available: the command shows the status', async () => {
    const cloud = await startWith({ vSwitch: 'vsw-b' });
    cloud.mutate((state) => { for (const one of state.vSwitches.values()) one.status = 'Pending'; });
    const [command] = commandsOf(await judge(cloud, 'vswitch-available'));
    if (command === undefined) throw new Error('Expected a command.');
    await run(command, cloud.port);
    expect(cloud.requests().at(-1)).toMatchObject({ action: 'DescribeVSwitchAttributes', query: { VSwitchId: 'vsw-b', RegionId: REGION }, outcome: 'ok' });
  });

  it('all commands are run by a case above', () => {
    const cases = [...CURES.map(({ rule, operation }) => `${rule} ${operation}`), 'vswitch-has-addresses CreateVSwitch', 'vswitch-available DescribeVSwitchAttributes'];
    expect([...new Set(ALIYUN.map(({ rule, run: line }) => `${rule} ${line.split(' ')[2]}`))].toSorted()).toEqual(cases.toSorted());
  });
});
