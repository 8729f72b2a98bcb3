import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Language } from '../../src/model/language.ts';
import type { ResultFinding, ResultInstance } from '../../src/model/result.ts';
import type { RemedyStep } from '../../src/model/rule.ts';
import { remedyScript, sizeOfScript } from '../../src/report/remedy-script.ts';
import { commandWords, quoteWord } from '../../src/report/remedy-script/command-words.ts';
import { finding, instance, result, standard, step, unknownFact } from './results.ts';

const SHELLS = ['sh', 'bash'] as const;
type Shell = (typeof SHELLS)[number];

let folder = '';

/** An `aliyun` that writes each call as a line of JSON into the file `calls`, and ends with 7 where a word is "fail". */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tair-preflight-script-'));
  writeFileSync(join(folder, 'aliyun'), `#!${process.execPath}
require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(process.argv.slice(2)) + '\\n');
process.exit(process.argv.includes('fail') ? 7 : 0);
`);
  chmodSync(join(folder, 'aliyun'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The arguments of each call of aliyun so far. */
  readonly calls: readonly (readonly string[])[];
}

function calls(): readonly (readonly string[])[] {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]) : [];
}

/** Runs a shell in the folder, with the stub before everything else on the PATH. */
function shell(program: Shell, argv: readonly string[], more: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, [...argv], { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin`, ...more.env }, encoding: 'utf8', input: more.input ?? '' });
  return { code: status, out: stdout, err: stderr, calls: calls() };
}

/** Writes the script of the instances and gives its text. */
function write(instances: readonly ResultInstance[], language: Language = 'en'): string {
  const text = remedyScript(result(instances), language);
  writeFileSync(join(folder, 'remedies.sh'), text);
  return text;
}

function failed(rule: string, remedy: readonly RemedyStep[], change: Partial<ResultFinding> = {}): ResultFinding {
  return finding(rule, { order: 30, remedy, ...change });
}

function blocked(id: string, findings: readonly ResultFinding[], change: Partial<ResultInstance> = {}): ResultInstance {
  return instance(id, { standing: 'blocked', fixable: true, findings, ...change });
}

const ssl = (id: string, region = 'cn-hangzhou'): ResultFinding => failed('ssl-disabled', [step('Disable SSL.', { run: `aliyun r-kvstore ModifyInstanceSSL --InstanceId ${quoteWord(id)} --SSLEnabled Disable --region ${quoteWord(region)}`, impact: 'The instance restarts.', ram: ['kvstore:ModifyInstanceSSL'] })]);
const minor = (id: string): ResultFinding => failed('latest-minor-version', [step('Update.', { run: `aliyun r-kvstore ModifyInstanceMinorVersion --InstanceId ${quoteWord(id)} --region cn-hangzhou`, impact: 'It is read-only for a minute.' })], { order: 12 });
const wait = (): ResultFinding => failed('instance-normal', [step('Wait.', { run: 'tair-preflight check r-1' })], { order: 5 });
const network = (id: string): ResultFinding => failed('vpc-network', [step('Switch.', { run: `aliyun r-kvstore SwitchNetwork --InstanceId ${id} --VpcId '<VPC_ID>' --region cn-hangzhou` })], { order: 20 });
const addresses = (id: string): ResultFinding => failed('vswitch-has-addresses', [
  step('Free addresses.'),
  step('Or move.', { run: `aliyun r-kvstore SwitchNetwork --InstanceId ${id} --VSwitchId vsw-b --region cn-hangzhou` }),
  step('Or create.', { run: "aliyun vpc CreateVSwitch --CidrBlock '<CIDR_BLOCK>' --RegionId cn-hangzhou" }),
], { order: 40 });

const sslArgv = (id: string, region = 'cn-hangzhou'): readonly string[] => ['r-kvstore', 'ModifyInstanceSSL', '--InstanceId', id, '--SSLEnabled', 'Disable', '--region', region];
const minorArgv = (id: string): readonly string[] => ['r-kvstore', 'ModifyInstanceMinorVersion', '--InstanceId', id, '--region', 'cn-hangzhou'];

const FLEET = [
  blocked('r-1', [minor('r-1'), ssl('r-1')]), blocked('r-2', [ssl('r-2')]), blocked('r-3', [ssl('r-3', 'cn-beijing')], { region: 'cn-beijing' }),
  blocked('r-4', [network('r-4')]), blocked('r-5', [addresses('r-5')]), blocked('r-6', [wait()]), standard('r-7'), instance('r-8'),
];

const networkOf = (networkType: string): ResultInstance['facts'] => ({ 'instance.networkType': { value: networkType, operation: 'DescribeInstances', requestId: 'r', readAt: '2026-11-24T10:00:00.000Z' } });
const moveArgv = (id: string): readonly string[] => ['r-kvstore', 'SwitchNetwork', '--InstanceId', id, '--TargetNetworkType', 'VPC', '--region', 'cn-hangzhou'];
const moving = (id: string): ResultFinding => failed('vpc-network', [step('Move.', { run: `aliyun ${moveArgv(id).join(' ')}` })], { order: 20 });
/** Two operations that cannot be undone, of which the one between two VPCs can, one that only reads, and SSL. */
const LASTING = [
  blocked('r-1', [failed('engine-version-5', [step('Upgrade.', { run: 'aliyun r-kvstore ModifyInstanceMajorVersion --InstanceId r-1 --MajorVersion 5.0' })], { order: 10 }), ssl('r-1')]),
  blocked('r-2', [moving('r-2')], { facts: networkOf('VPC') }), blocked('r-3', [moving('r-3')], { region: 'cn-beijing', facts: networkOf('CLASSIC') }),
  blocked('r-4', [failed('vswitch-available', [step('Look.', { run: 'aliyun vpc DescribeVSwitchAttributes --VSwitchId vsw-1' })], { order: 35 })]),
];

/** Texts that try to get out of a comment, a quote or a message. Each would call aliyun. */
const HOSTILE = [
  'x\naliyun pwned', 'x\r\naliyun pwned\r\n#', 'x\u2028aliyun pwned', 'x\u0085aliyun pwned', "'; aliyun pwned; '", '"; aliyun pwned; "', '$(aliyun pwned)', '`aliyun pwned`', '${x:-`aliyun pwned`}',
  '\\', "\\'; aliyun pwned #", '*/ aliyun pwned /*', '\u202Edenwp nuyila', '\u001B]0;x\u0007\u001B[2Jaliyun pwned', '} ; aliyun pwned ; {', '|| aliyun pwned ||', '& aliyun pwned &', '-n', '--run', '!aliyun', '%s%n', '~', '*', '#', 'EOF\naliyun pwned',
];

describe.each(SHELLS)('a script of remedies in %s', (program) => {
  test('is clean, and started without a word it shows its steps and runs nothing', () => {
    write(FLEET);
    expect(shell(program, ['-n', 'remedies.sh'])).toMatchObject({ code: 0, err: '' });
    const ran = shell(program, ['remedies.sh']);
    expect(ran).toMatchObject({ code: 0, err: '', calls: [] });
    expect(ran.out.split('\n').filter((line) => line.startsWith('Step '))).toEqual([
      'Step 1: instance-normal:by-hand@cn-hangzhou', 'Step 2: latest-minor-version@cn-hangzhou', 'Step 3: vpc-network@cn-hangzhou', 'Step 4: ssl-disabled@cn-beijing', 'Step 5: ssl-disabled@cn-hangzhou',
      'Step 6: vswitch-has-addresses:by-hand@cn-hangzhou', 'Step 7: vswitch-has-addresses:SwitchNetwork@cn-hangzhou', 'Step 8: vswitch-has-addresses:CreateVSwitch@cn-hangzhou',
    ]);
    expect(ran.out).toContain('Impact: The instance restarts.');
    expect(ran.out).toContain('An earlier step changes 1 instance of this one as well');
  });

  test('--run all runs, by rule and then region, everything that need not be chosen or completed', () => {
    write(FLEET);
    expect(shell(program, ['remedies.sh', '--run', 'all'])).toMatchObject({ code: 0, calls: [minorArgv('r-1'), sslArgv('r-3', 'cn-beijing'), sslArgv('r-1'), sslArgv('r-2')] });
  });

  test.each([
    [['ssl-disabled'], [sslArgv('r-3', 'cn-beijing'), sslArgv('r-1'), sslArgv('r-2')]],
    [['ssl-disabled@cn-beijing'], [sslArgv('r-3', 'cn-beijing')]],
    [['5', '2', '2'], [minorArgv('r-1'), sslArgv('r-1'), sslArgv('r-2')]],
    [['vswitch-has-addresses:SwitchNetwork@cn-hangzhou'], [['r-kvstore', 'SwitchNetwork', '--InstanceId', 'r-5', '--VSwitchId', 'vsw-b', '--region', 'cn-hangzhou']]],
  ])('--run %j runs these steps in the order of the file, each once', (steps, expected) => {
    write(FLEET);
    expect(shell(program, ['remedies.sh', '--run', ...steps])).toMatchObject({ code: 0, calls: expected });
  });

  test.each([
    [['--run'], '--run wants the steps'], [['all'], 'Expected no argument, or --run'], [['--run', 'ssl'], 'There is no such step, nothing was run: ssl'], [['--run', 'ssl-disabled', 'nonsense'], 'nonsense'],
    [['--run', '*'], 'no such step'], [['--run', ''], 'no such step'], [['--run', 'vswitch-has-addresses'], 'several steps'],
    [['--run', 'ssl-disabled', 'vpc-network'], 'tair_preflight_complete_3'], [['--run', '8'], 'tair_preflight_complete_8'], [['--run', '1'], 'Step 1 is done by hand, nothing was run: instance-normal:by-hand@cn-hangzhou: Wait.'], [['--run', 'ssl-disabled', 'instance-normal'], 'is done by hand, nothing was run: instance-normal:by-hand@cn-hangzhou: Wait.'],
    [['--run', 'vswitch-has-addresses:by-hand@cn-hangzhou'], 'Step 6 is done by hand, nothing was run: vswitch-has-addresses:by-hand@cn-hangzhou: Free addresses.'],
  ])('%j runs nothing and ends with 2', (argv, sentence) => {
    write(FLEET);
    const ran = shell(program, ['remedies.sh', ...argv]);
    expect(ran).toMatchObject({ code: 2, calls: [] });
    expect(ran.err).toContain(sentence);
  });

  test('--run all leaves out what cannot be undone and what only reads; they are run where they are named', () => {
    write(LASTING);
    const all = shell(program, ['remedies.sh', '--run', 'all']);
    expect(all).toMatchObject({ code: 0, calls: [[...moveArgv('r-2')], sslArgv('r-1')] });
    const named = shell(program, ['remedies.sh', '--run', 'engine-version-5', 'vpc-network@cn-beijing', 'vswitch-available']);
    expect(named.calls.slice(2).map((argv) => argv[1])).toEqual(['ModifyInstanceMajorVersion', 'SwitchNetwork', 'DescribeVSwitchAttributes']);
  });

  test('sourced it runs nothing, whatever the arguments of the shell are, and leaves the shell alive', () => {
    write(FLEET);
    writeFileSync(join(folder, 'outer.sh'), '. ./remedies.sh\necho "alive $?"\nfalse\necho "no errexit: $-"\n');
    const ran = shell(program, ['outer.sh', '--run', 'all']);
    expect(ran).toMatchObject({ code: 0, calls: [] });
    expect(ran.out).toMatch(/^alive 0\nno errexit: /);
    expect(ran.err).toContain('nothing is run');
    expect(shell(program, ['-c', '. ./remedies.sh', 'name', '--run', 'all'])).toMatchObject({ code: 0, calls: [] });
    expect(shell(program, ['-c', '. ./remedies.sh', '--run', 'all'])).toMatchObject({ code: 0, calls: [] });
  });

  test('sourced by another script of remedies that was started to run all, it runs nothing', () => {
    const other = write([blocked('r-9', [ssl('r-9')])]).split('\n');
    write(FLEET);
    writeFileSync(join(folder, 'outer.sh'), [...other.slice(0, 2), '. ./remedies.sh'].join('\n'));
    expect(shell(program, ['outer.sh', '--run', 'all'])).toMatchObject({ code: 0, calls: [] });
  });

  test('piped into a shell it runs nothing', () => {
    const text = write(FLEET);
    expect(shell(program, ['-s', '--', '--run', 'all'], { input: text })).toMatchObject({ code: 0, calls: [] });
  });

  test('half of it runs nothing', () => {
    const text = write(FLEET);
    for (let part = 1; part < 20; part += 1) {
      writeFileSync(join(folder, 'half.sh'), text.slice(0, Math.floor((text.length * part) / 20)));
      expect(shell(program, ['half.sh', '--run', 'all']).calls).toEqual([]);
    }
  });

  test('the first command that fails ends the run and is named', () => {
    const failing = failed('ssl-disabled', [step('x', { run: 'aliyun r-kvstore ModifyInstanceSSL --InstanceId fail --region cn-hangzhou' })]);
    write([blocked('r-1', [ssl('r-1')]), blocked('r-2', [failing]), blocked('r-3', [ssl('r-3')])]);
    const ran = shell(program, ['remedies.sh', '--run', 'all']);
    expect(ran.code).toBe(1);
    expect(ran.calls).toHaveLength(2);
    expect(ran.err).toContain('Stopped, the command failed for: r-2');
    expect(ran.err).toContain('aliyun ended with 7');
    expect(ran.err).not.toContain('Done.');
  });

  test('without aliyun nothing is begun', () => {
    write(FLEET);
    rmSync(join(folder, 'aliyun'));
    expect(shell(program, ['remedies.sh', '--run', 'all'])).toMatchObject({ code: 2, err: expect.stringContaining('not on the PATH') });
  });

  test('one command that mends two rules is run once', () => {
    const upgrade = (rule: string): ResultFinding => failed(rule, [step('Upgrade.', { run: 'aliyun r-kvstore Upgrade --InstanceId r-1 --region cn-hangzhou' })]);
    write([blocked('r-1', [upgrade('a'), upgrade('b')]), blocked('r-2', [ssl('r-2')])]);
    expect(shell(program, ['remedies.sh', '--run', 'all']).calls).toEqual([['r-kvstore', 'Upgrade', '--InstanceId', 'r-1', '--region', 'cn-hangzhou'], sslArgv('r-2')]);
  });

  test.each(['en', 'zh'] as const)('hostile names, ids, titles, impacts, windows and regions stay what they are (%s)', (language) => {
    const instances = HOSTILE.map((text, at) => blocked(`r-${at}${text}`, [
      failed('ssl-disabled', [step(text, { run: `aliyun r-kvstore ModifyInstanceSSL --InstanceId r-${at} --region cn-hangzhou`, impact: text, ram: [text] })], { title: text }),
      failed('by-hand', [step(text, { run: text })], { title: text }),
      failed('refused', [step(text, { run: `aliyun r-kvstore Refused --InstanceId ${text}; aliyun pwned`, impact: text })], { title: text }),
    ], {
      name: text, region: at % 2 === 0 ? 'cn-hangzhou' : text,
      facts: Object.fromEntries(['instance.maintainStartTime', 'instance.maintainEndTime'].map((name) => [name, { value: text, operation: 'x', requestId: null, readAt: '2026-11-24T10:00:00.000Z' }])),
    }));
    const text = write(instances, language);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(shell(program, ['-n', 'remedies.sh'])).toMatchObject({ code: 0, err: '' });
    expect(shell(program, ['remedies.sh'])).toMatchObject({ code: 0, err: '', calls: [] });
    const ran = shell(program, ['remedies.sh', '--run', 'all']);
    expect(ran.code).toBe(0);
    expect(ran.calls.map((argv) => argv[3]).toSorted()).toEqual(HOSTILE.map((_, at) => `r-${at}`).toSorted());
    expect(ran.calls.flat()).not.toContain('pwned');
  });

  test('a value in a command reaches aliyun as it is, or the command is left out', () => {
    const values = [...HOSTILE, "o'clock", 'a b', '$HOME', 'é中文', '=ls', 'a;b', 'x'.repeat(5000)];
    write(values.map((value, at) => blocked(`r-${at}`, [failed('ssl-disabled', [step('Do.', { run: `aliyun r-kvstore Mend --Name ${quoteWord(value)} --region cn-hangzhou` })])])));
    const ran = shell(program, ['remedies.sh', '--run', 'all']);
    const plain = values.filter((value) => !/[\p{Cc}\p{Cf}\p{Zl}]/u.test(value) && !value.startsWith('-'));
    expect(plain.length).toBeGreaterThan(18);
    expect(ran.calls).toEqual(plain.map((value) => ['r-kvstore', 'Mend', '--Name', value, '--region', 'cn-hangzhou']));
  });

  test('a completed step can be run', () => {
    const text = write(FLEET);
    const completed = text.replace('tair_preflight_complete_3=no', 'tair_preflight_complete_3=yes').replace('# tair_preflight_run 0 r-4', 'tair_preflight_run 0 r-4').replaceAll('<VPC_ID>', 'vpc-9');
    writeFileSync(join(folder, 'remedies.sh'), completed);
    expect(shell(program, ['remedies.sh', '--run', 'vpc-network'])).toMatchObject({ code: 0, calls: [['r-kvstore', 'SwitchNetwork', '--InstanceId', 'r-4', '--VpcId', 'vpc-9', '--region', 'cn-hangzhou']] });
  });
});

describe('the words of a command', () => {
  const plain = [
    'aliyun r-kvstore ModifyInstanceSSL --InstanceId r-1 --SSLEnabled Disable --region cn-a', "aliyun vpc CreateVSwitch --VSwitchName 'a b' --RegionId cn-a", String.raw`aliyun vpc X --Name 'it'\''s' --Other "a\"b\\c\d"`,
    String.raw`aliyun vpc X --Name a\ b\;c`, 'aliyun  vpc   X  --Name "a;b|c&d<e"', `aliyun vpc X --Name 'a'"b"c`,
  ];

  test.each(plain)('are those that the shell makes: %s', (command) => {
    const words = commandWords(command);
    if (words.kind !== 'words') throw new Error('Expected words.');
    for (const program of SHELLS) {
      rmSync(join(folder, 'calls'), { force: true });
      expect([['aliyun', ...(shell(program, ['-c', command]).calls[0] ?? [])]]).toEqual([words.words]);
    }
  });

  test.each([
    ['aliyun vpc X --A b; rm -rf /', 'character'], ['aliyun vpc X --A $(id)', 'character'], ['aliyun vpc X --A "$(id)"', 'character'], ['aliyun vpc X --A "`id`"', 'character'], ['aliyun vpc X --A b > f', 'character'],
    ['aliyun vpc X --A b & aliyun', 'character'], ['aliyun vpc X --A {a,b}', 'character'], ['aliyun vpc X --A *', 'character'], ['aliyun vpc X --A ~', 'character'], ['aliyun vpc X --A b # c', 'character'], ['aliyun vpc X --A !b', 'character'], ['aliyun vpc X --A b\u00A0c', 'character'],
    ["aliyun vpc X --A 'b", 'open'], ['aliyun vpc X --A b\\', 'open'], ['aliyun vpc X --A b\naliyun', 'invisible'], ["aliyun vpc X --A 'b\u202Ec'", 'invisible'], ["aliyun vpc X --A 'b\tc'", 'invisible'],
    ['aliyun vpc X --A', 'form'], ['aliyun vpc X --A --B', 'form'], ["aliyun vpc X --A ''", 'form'], ["aliyun vpc X --A '-b'", 'form'], ['aliyun configure list', 'form'], ['rm -rf x', 'form'], ['A=b aliyun vpc X', 'form'], ['aliyun vpc X b c', 'form'], ['aliyun', 'form'],
    ["aliyun vpc X --A '<VPC_ID>'", 'blank'], ["aliyun vpc X --A '<instance.id>'", 'blank'],
  ])('%j is refused (%s)', (command, kind) => {
    expect(commandWords(command)).toMatchObject({ kind: 'refused', because: { kind } });
  });
});

describe('what is in a script', () => {
  test('of each instance the id, the name and its maintenance window, where that is known', () => {
    const facts = Object.fromEntries([['instance.maintainStartTime', '18:00Z'], ['instance.maintainEndTime', '22:00Z']].map(([name, value]) => [name, { value: value ?? '', operation: 'x', requestId: null, readAt: '2026-11-24T10:00:00.000Z' }]));
    const text = write([blocked('r-1', [ssl('r-1')], { facts }), blocked('r-2', [ssl('r-2')], { name: null, facts: { 'instance.maintainStartTime': { ...unknownFact(), readAt: null } } })]);
    expect(text).toContain('  # r-1, "name of r-1", maintenance window 18:00Z to 22:00Z (UTC)\n  tair_preflight_run 0 r-1 aliyun r-kvstore ModifyInstanceSSL --InstanceId r-1 --SSLEnabled Disable --region cn-hangzhou\n');
    expect(text).toContain('  # r-2, maintenance window not known\n');
    expect(text).toContain('# Needs the RAM actions: kvstore:ModifyInstanceSSL\n');
  });

  test('nothing of instances that can never go, are eligible or are enabled, of warnings and of steps that are not in place', () => {
    const warning = failed('w', [step('x', { run: 'aliyun vpc W --RegionId cn-a' })], { severity: 'warning' });
    const instead = failed('n', [step('x', { run: 'aliyun vpc Instead --RegionId cn-a', inPlace: false }), step('y', { run: 'aliyun vpc InPlace --RegionId cn-a' })]);
    const never = { ...standard('r-9'), findings: [...standard('r-9').findings, ssl('r-9')] };
    write([blocked('r-1', [warning, instead]), never, blocked('r-2', [ssl('r-2')], { standing: 'enabled', fixable: false })]);
    expect(shell('sh', ['remedies.sh', '--run', 'all']).calls).toEqual([['vpc', 'InPlace', '--RegionId', 'cn-a']]);
  });

  test('a script with nothing to run says so', () => {
    write([instance('r-1')]);
    expect(shell('sh', ['remedies.sh'])).toMatchObject({ code: 0, out: expect.stringContaining('There is nothing to run') });
    expect(shell('sh', ['remedies.sh', '--run', 'all'])).toMatchObject({ code: 0, calls: [] });
    expect(sizeOfScript(result([instance('r-1')]))).toEqual({ commands: 0, steps: 0 });
  });

  test('is the same for the same result, and counts what it holds', () => {
    expect(write(FLEET)).toBe(remedyScript(result(FLEET), 'en'));
    expect(sizeOfScript(result(FLEET))).toEqual({ commands: 5, steps: 4 });
  });

  test('what only reads is not counted among the changes, and what cannot be undone is said at its step', () => {
    expect(sizeOfScript(result(LASTING))).toEqual({ commands: 4, steps: 4 });
    const text = write(LASTING);
    expect(text).toContain('4 commands that change something, in 4 steps, and 1 that only reads, for 4 instances that can go after a change.');
    const out = shell('sh', ['remedies.sh']).out;
    expect(out).toContain('  1 command. It cannot be undone: choose it by name, "all" leaves it out.\n');
    expect(out).toContain('  1 command. It only reads: choose it by name, "all" leaves it out.\n');
    expect(out).not.toContain('An earlier step changes 1 instance of this one as well: wait until the status is Normal again.\n  Look');
  });

  test('a network that is not known is taken for one that cannot be left and come back to', () => {
    write([blocked('r-2', [moving('r-2')])]);
    expect(shell('sh', ['remedies.sh', '--run', 'all']).calls).toEqual([]);
  });

  test('20,000 instances are written, and the file is one that a shell reads', () => {
    write(Array.from({ length: 20_000 }, (_, at) => blocked(`r-${at}`, [ssl(`r-${at}`)])));
    expect(execFileSync('sh', ['-n', join(folder, 'remedies.sh')], { encoding: 'utf8' })).toBe('');
  });
});
