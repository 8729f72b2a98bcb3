import { describe, expect, test } from 'vitest';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { reportTable } from '../../src/report/table.ts';
import { displayWidth } from '../../src/report/text.ts';
import type { Result, ResultInstance } from '../../src/model/result.ts';
import { enabled, finding, instance, needsSsl, result, sslOn, standard, step, unread, unreadPart } from './results.ts';

const PLAIN = { width: 80, color: false };

function page(of: Result, width = 80): string {
  return reportTable(of, { width, color: false });
}

/** The lines of the section whose heading starts so, the heading included. */
function section(text: string, start: string): string {
  return text.split(/\n\n(?=\S)/).find((part) => part.startsWith(start))?.trimEnd() ?? '';
}

function many(size: number, make: (id: string, at: number) => ResultInstance): ResultInstance[] {
  return Array.from({ length: size }, (_, at) => make(`r-bp${String(at).padStart(18, '0')}`, at));
}

function shortOfAddresses(saw: string): ResultInstance['findings'][number] {
  return finding('vswitch-has-addresses', { title: 'The vSwitch has room.', saw, order: 50, remedy: [step('Free addresses in the vSwitch.')] });
}

function shortOn(id: string, vSwitch: string): ResultInstance {
  return needsSsl(id, { findings: [shortOfAddresses(`vSwitch ${vSwitch} is full.`)] });
}

function missing(id: string): ResultInstance {
  return standard(id, { findings: [finding('instance-exists', { saw: `NotFound for ${id} in cn-hangzhou.` })] });
}

function toLookAt(id: string): ResultInstance {
  return standard(id, { findings: [finding('x', { remedy: [step('Look.', { run: `check ${id}`, inPlace: false })] })] });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('the page', () => {
  test('is one sentence where nothing is in scope', () => {
    expect(page(result([]))).toBe('No instance is in scope in cn-hangzhou: nothing was judged.\n');
  });

  test('shows what could not be read where no instance was found', () => {
    expect(page(result([], { unread: [unreadPart()] }))).toContain('DescribeInstances did not answer in time in cn-beijing (timeout).');
  });

  test('holds a headline and a summary, and leaves out empty sections', () => {
    expect(page(result([enabled('r-1')], { apiCalls: { DescribeInstances: 1, DescribeDBInstanceNetInfo: 61 } }))).toBe(`tair-preflight 0.1.0, preset recommended, 2026-11-24T10:00:09.000Z
1 instance in cn-hangzhou.
Account 1234567890.

Already enabled (1)
  r-1

1 instance: 0 can go now, 0 after a change, 0 never, 0 unknown, 1 enabled. 62
API calls.
`);
  });

  test('counts every standing in the summary, and the changes sent', () => {
    const fleet = result([instance('r-1'), needsSsl('r-2'), needsSsl('r-3'), standard('r-4'), standard('r-5'), standard('r-6'), unread('r-7'), enabled('r-8')]);
    const text = page({ ...fleet, summary: { ...fleet.summary, mutationsSent: 1 } });
    expect(oneLine(text)).toContain('8 instances: 1 can go now, 2 after a change, 3 never, 1 unknown, 1 enabled. 1 API call. 1 change sent.');
  });

  test('keeps its sections in order', () => {
    const contended = instance('r-1', { contended: true, findings: [finding('whitelist-not-empty', { severity: 'warning' })] });
    const text = page(result([contended, needsSsl('r-2'), standard('r-3'), unread('r-4'), enabled('r-5')], {
      vSwitches: [{ vSwitchId: 'vsw-bp1e7clcw529l773d0001', region: 'cn-hangzhou', available: 5, neededByEligible: 9, instances: 1, contended: true }],
    }));
    const headings = text.split('\n').filter((line) => /^\S.*\(.*\)$/.test(line));
    expect(headings).toEqual([
      'Can go now (1)', 'vSwitches that cannot hold all their eligible instances (1)', 'Can go after a change (1)', 'Never, as they are (1)',
      'Could not be read (1 instance)', 'Already enabled (1)', 'Advice (1)',
    ]);
  });

  test('says in capitals that a result is hypothetical, at its head and at its foot', () => {
    const text = page(result([instance('r-1')], { hypothetical: true, scope: { assumed: ['ssl.enabled=false'] } }));
    expect(text.split('Can go now')[0]).toContain('HYPOTHETICAL');
    expect(text).toContain('Assumed: ssl.enabled=false.');
    expect(text.trimEnd().split('\n\n').at(-1)).toMatch(/^HYPOTHETICAL/);
    expect(page(result([instance('r-1')]))).not.toContain('HYPOTHETICAL');
  });

  test('names attestations, what was asked for and the narrowed scope', () => {
    const text = page(result([instance('r-1')], { scope: { attested: ['preview-access=granted'], prefix: 'db7', port: 7000, vswitch: 'vsw-a', tags: ['team=a'] } }));
    expect(text).toContain('Attested, not read: preview-access=granted.');
    expect(text).toContain('Asked for: prefix db7, port 7000.');
    expect(text).toContain('1 instance in cn-hangzhou, vSwitch vsw-a, tag team=a.');
  });

  test('is coloured on demand alone', () => {
    const given = result([instance('r-1'), needsSsl('r-2'), standard('r-3')]);
    const colored = reportTable(given, { width: 80, color: true });
    expect(reportTable(given, PLAIN)).not.toContain('\u001B');
    expect(colored).toContain('\u001B[32m\u001B[1mCan go now (1)\u001B[22m\u001B[39m');
    // oxlint-disable-next-line no-control-regex -- the colours are what is removed
    expect(colored.replaceAll(/\u001B\[\d+m/g, '')).toBe(reportTable(given, PLAIN));
  });
});

describe('can go now', () => {
  test('shows id, name, region, addresses and vSwitch in columns', () => {
    const other = instance('r-2', { region: 'cn-beijing', name: null, addressesNeeded: 17 }, 'vsw-b');
    expect(section(page(result([instance('r-1', { name: 'orders' }, 'vsw-a'), other])), 'Can go now')).toBe(`Can go now (2)
  instance  name    region       needs  vSwitch
  r-1       orders  cn-hangzhou      9  vsw-a
  r-2               cn-beijing      17  vsw-b`);
  });

  test('names a region once that all share', () => {
    expect(section(page(result([instance('r-1', { name: 'orders' }, 'vsw-a')])), 'Can go now')).toBe(`Can go now (1)
  all in cn-hangzhou
  instance  name    needs  vSwitch
  r-1       orders      9  vsw-a`);
  });

  test('shows two lines an instance where columns do not fit', () => {
    const ids = ['r-bp1zxszhcgatnx00aa', 'r-bp1zxszhcgatnx00bb'];
    const text = page(result(ids.map((id, at) => instance(id, { region: `ap-southeast-${at}` }))), 60);
    expect(section(text, 'Can go now')).toContain('  r-bp1zxszhcgatnx00aa name of r-bp1zxszhcgatnx00aa\n    ap-southeast-0, needs 9 addresses on\n    vsw-bp1e7clcw529l773d0001');
  });

  test('marks contended instances and tells what their vSwitch has', () => {
    const text = page(result([instance('r-1', { contended: true }, 'vsw-a'), instance('r-2', { contended: true }, 'vsw-a'), instance('r-3', {}, 'vsw-b')], {
      vSwitches: [
        { vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 10, neededByEligible: 18, instances: 2, contended: true },
        { vSwitchId: 'vsw-b', region: 'cn-hangzhou', available: 10, neededByEligible: 9, instances: 1, contended: false },
      ],
    }));
    expect(section(text, 'Can go now').split('\n').map((line) => line.slice(0, 5))).toEqual(['Can g', '  all', '  ins', '! r-1', '! r-2', '  r-3', '  ! c']);
    expect(section(text, 'vSwitches')).toContain('(1)\n  vsw-a in cn-hangzhou: 10 free, 18 needed by 2 instances.\n    r-1, r-2\n');
    expect(text).toContain('3 can go now (2 contended)');
  });
});

describe('can go after a change', () => {
  test('shows what was seen and the steps of all failed rules in order', () => {
    const both = needsSsl('r-2', { name: 'orders', findings: [shortOfAddresses('vSwitch vsw-a has 3 free addresses; 9 are needed.'), sslOn('r-2')] });
    expect(section(page(result([both])), 'Can go after')).toBe(`Can go after a change (1)
  r-2, orders, cn-hangzhou
    Expected: SSL encryption is disabled. (ssl-disabled)
         Saw: SSL encryption is on.
    Expected: The vSwitch has room. (vswitch-has-addresses)
         Saw: vSwitch vsw-a has 3 free addresses; 9 are needed.
    1. Disable SSL encryption for the instance.
       $ aliyun r-kvstore ModifyInstanceSSL --InstanceId r-2 --SSLEnabled Disable
       Impact: The instance restarts; clients are disconnected for a few
       seconds.
       Needs the RAM action kvstore:ModifyInstanceSSL.
    2. Free addresses in the vSwitch.`);
  });

  test('numbers the steps by the order of their rules, not by name or place', () => {
    const ordered = [['a-last', 90], ['z-first', 10], ['m-middle', 50]] as const;
    const failed = ordered.map(([id, order]) => finding(id, { order, remedy: [step(`Mend ${id}.`)] }));
    expect(section(page(result([needsSsl('r-1', { findings: failed })])), 'Can go after')).toContain('    1. Mend z-first.\n    2. Mend m-middle.\n    3. Mend a-last.');
  });

  test('shows the steps once for instances with the same findings, and says whose they are', () => {
    const text = section(page(result(many(40, (id) => needsSsl(id)))), 'Can go after');
    expect(text).toContain('40 instances with the same findings:');
    expect(oneLine(text)).toContain('and 25 more (see --format json)');
    expect(text.match(/\$ aliyun/g)).toHaveLength(1);
    expect(oneLine(text)).toContain('The commands are those for r-bp000000000000000000; those for the others stand in --format json.');
  });

  test('tells who saw what where a group saw different things', () => {
    const text = section(page(result([shortOn('r-1', 'vsw-a'), shortOn('r-2', 'vsw-b'), shortOn('r-3', 'vsw-a')])), 'Can go after');
    expect(text).toContain('Saw: vSwitch vsw-a is full. (r-1, r-3)\n         Saw: vSwitch vsw-b is full. (r-2)');
  });

  test('never breaks or cuts a command', () => {
    const run = `aliyun vpc MoveEverything --Name 'a  b' ${Array.from({ length: 30 }, (_, at) => `--Option${at} value${at}`).join(' ')}`;
    const text = page(result([needsSsl('r-1', { findings: [finding('x', { remedy: [step('Move.', { run })] })] })]));
    expect(text.split('\n').filter((line) => line.includes('--Option0'))).toEqual([`       $ ${run}`]);
  });

  test('is brief about the small groups of a motley fleet, all of whose rules were told of above', () => {
    const rules = ['rule-a', 'rule-b', 'rule-c', 'rule-d', 'rule-e'].map((id) => finding(id, { remedy: [step(`Mend ${id}.`)] }));
    const motley = many(29, (id, at) => needsSsl(id, { findings: rules.filter((_, bit) => ((at + 1) >> bit) % 2 === 1) }));
    const text = section(page(result(motley)), 'Can go after');
    expect(text.match(/The steps are those above/g)).toHaveLength(13); // 29 groups, 15 of them whole, and the first with rule-e
    expect(text).toContain('Mend rule-e.');
    for (const { instanceId } of motley) expect(text).toContain(instanceId);
  });

  test('the largest group stands first', () => {
    const text = section(page(result([shortOn('r-1', 'vsw-a'), needsSsl('r-2'), needsSsl('r-3')])), 'Can go after');
    expect(text.indexOf('r-2, r-3')).toBeLessThan(text.indexOf('r-1, name'));
  });

  test('keeps a remedy that is not in place apart', () => {
    const failed = finding('x', { remedy: [step('Make another.', { inPlace: false }), step('Mend it.')] });
    const text = section(page(result([needsSsl('r-1', { findings: [failed] })])), 'Can go after');
    expect(text).toContain('    1. Mend it.\n    Or, not in place: Make another.');
  });
});

describe('never', () => {
  test('groups by reason, counts, and says once what to do instead', () => {
    const old = standard('r-4', { findings: [finding('supported-engine-version', { title: 'The version is 4.0 or 5.0.', saw: 'The version is 7.0.', order: 15 }), sslOn('r-4')] });
    expect(section(page(result([old, standard('r-1'), standard('r-2', { findings: [sslOn('r-2'), ...standard('r-2').findings] }), standard('r-3')])), 'Never')).toBe(`Never, as they are (4)
  3 instances: The architecture is standard.
    Expected: The instance is a cluster. (cluster-architecture)
    Also failed: ssl-disabled (1).
    Instead:
    1. Create a cluster instance and move the data there.
    r-1, r-2, r-3

  1 instance: The version is 7.0.
    Expected: The version is 4.0 or 5.0. (supported-engine-version)
    Also failed: ssl-disabled.
    r-4`);
  });

  test('takes the steps of the next hopeless rule where the deciding one has none', () => {
    const bare = finding('classic-deployment', { order: 1 });
    const text = section(page(result([standard('r-1', { findings: [...standard('r-1').findings, sslOn('r-1'), bare] })])), 'Never');
    expect(text).toContain('(classic-deployment)');
    expect(text).toContain('Instead:\n    1. Create a cluster instance and move the data there.');
    expect(text).not.toContain('Disable SSL');
  });

  test('says whose command it is that stands for many', () => {
    expect(section(page(result([toLookAt('r-1'), toLookAt('r-2')])), 'Never')).toContain('Instead (the commands are those for r-1):\n    1. Look.\n       $ check r-1\n');
  });

  test('takes sentences that differ in the id alone as the same reason', () => {
    expect(section(page(result([missing('r-1'), missing('r-2')])), 'Never')).toContain('2 instances: NotFound for <id> in cn-hangzhou.');
    expect(section(page(result([missing('r-1')])), 'Never')).toContain('1 instance: NotFound for r-1 in cn-hangzhou.');
  });
});

describe('could not be read', () => {
  test('is one entry for a denied action, with the RAM action to grant', () => {
    const text = section(page(result(many(1985, (id) => unread(id)))), 'Could not');
    expect(text.match(/kvstore:DescribeInstanceSSL/g)).toHaveLength(1);
    expect(text).toContain('(1,985 instances)\n  - ssl.enabled of 1,985 instances: DescribeInstanceSSL was denied. Grant\n    kvstore:DescribeInstanceSSL and run again.\n');
    expect(oneLine(text)).toContain('and 1,970 more (see --format json)');
  });

  test('shows the detail of a contradiction, per instance and capped', () => {
    const conflicts = many(9, (id, at) => unread(id, { reason: 'conflict', ramAction: null, detail: `One says on, another ${at}.` }));
    const text = section(page(result(conflicts)), 'Could not');
    expect(text).toContain('r-bp000000000000000000: One says on, another 0.');
    expect(text).toContain('r-bp000000000000000004: One says on, another 4.');
    expect(text).not.toContain('another 5.');
    expect(text).toContain('and 4 more details (see --format json)');
  });

  test('counts the facts of one instance once', () => {
    const twice = unread('r-1');
    const text = section(page(result([{ ...twice, findings: [...twice.findings, ...unread('r-1', { fact: 'x.team' }).findings] }])), 'Could not');
    expect(text).toContain('ssl.enabled, x.team of 1 instance: ');
  });

  test('tells of parts of the scope, regions with the same trouble together, and not twice of one cause', () => {
    const parts = [
      unreadPart({ region: 'cn-a' }), unreadPart({ region: 'cn-b' }),
      unreadPart({ region: 'cn-hangzhou', operation: 'DescribeInstanceSSL', reason: 'denied', ramAction: 'kvstore:DescribeInstanceSSL' }),
      unreadPart({ region: 'cn-hangzhou', operation: 'DescribeVSwitches', reason: 'throttled', detail: 'Throttling.User.' }),
    ];
    expect(section(page(result([unread('r-1')], { unread: parts })), 'Could not')).toBe(`Could not be read (1 instance, 3 parts of the scope)
  - ssl.enabled of 1 instance: DescribeInstanceSSL was denied. Grant
    kvstore:DescribeInstanceSSL and run again.
    r-1
  - DescribeInstances did not answer in time in cn-a, cn-b (timeout). Instances
    may be missing here. Run again, or with a longer --request-timeout.
    No answer within 10 s.
  - DescribeVSwitches was throttled in cn-hangzhou. Run again later, or with a
    lower --concurrency.
    Throttling.User.`);
  });

  test('is not what advice lacks, nor what blocked instances lack besides', () => {
    const advice = finding('preview-access', { severity: 'info', verdict: 'unknown', unknown: unread('r-1').findings[0]?.unknown ?? [] });
    const text = page(result([instance('r-1', { findings: [advice] }), needsSsl('r-2', { findings: [sslOn('r-2'), ...unread('r-2', { fact: 'tasks.active' }).findings] })]));
    expect(text).not.toContain('Could not be read');
    expect(text).toContain('Advice that could not be decided: preview-access (denied).');
  });

  test('names at an unknown instance only what error rules did not learn', () => {
    const advice = finding('whitelist-not-empty', { severity: 'warning', verdict: 'unknown', unknown: unread('r-1', { fact: 'access.whitelist', operation: 'DescribeSecurityIps' }).findings[0]?.unknown ?? [] });
    const text = page(result([{ ...unread('r-1'), findings: [advice, ...unread('r-1').findings] }]));
    expect(text).not.toContain('access.whitelist');
    expect(text).toContain('ssl.enabled of 1 instance');
  });

  test('accepts a reason that it does not know', () => {
    const strange = unread('r-1', { reason: 'constructor' as 'denied', ramAction: null });
    expect(page(result([strange]))).toContain('DescribeInstanceSSL ended as constructor.');
  });
});

describe('enabled, advice, waived', () => {
  test('enabled instances take two lines at most', () => {
    const lines = section(page(result(many(2000, (id) => enabled(id)))), 'Already').split('\n');
    expect(lines[0]).toBe('Already enabled (2,000)');
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines.join(' ')).toContain('more (see --format json)');
  });

  test('advice stands by rule, warnings first, and not for enabled instances', () => {
    const warning = finding('whitelist-not-empty', { severity: 'warning', title: 'The whitelist is not empty.', saw: 'It is empty.', remedy: [step('Add the clients.')] });
    const info = finding('a-hint', { severity: 'info', title: 'A hint.', saw: 'Nothing.' });
    const text = page(result([instance('r-1', { findings: [info, warning] }), instance('r-2', { findings: [warning] }), enabled('r-3', { findings: [warning] })]));
    expect(section(text, 'Advice')).toBe(`Advice (3)
  warning, 2 instances:
    Expected: The whitelist is not empty. (whitelist-not-empty)
         Saw: It is empty.
    Do: Add the clients.
    r-1, r-2
  info, 1 instance:
    Expected: A hint. (a-hint)
         Saw: Nothing.
    r-1`);
  });

  test('waived failures name who approved them', () => {
    const waived = finding('engine-version-5', { verdict: 'waived', waiver: { reason: 'moves in May', owner: 'data team', ticket: null, expires: '2026-12-31' } });
    expect(section(page(result([instance('r-1', { findings: [waived] })])), 'Waived')).toBe(`Waived (1)
  engine-version-5, 1 instance. Approved by data team until 2026-12-31: moves in
  May
    r-1`);
  });
});

describe('what can go now and plan will refuse', () => {
  const refused = [
    instance('r-1', { findings: [finding('ssl-disabled', { enforced: true, verdict: 'waived', waiver: { reason: 'test', owner: 'dba', ticket: null, expires: '2026-12-31' } })] }),
    instance('r-2', { contended: true, findings: [finding('classic-deployment', { enforced: true, severity: 'warning' })] }),
    instance('r-3', { findings: [finding('classic-deployment', { enforced: true, severity: 'warning', verdict: 'pass' }), finding('latest-minor-version', { verdict: 'waived' })] }),
    instance('r-4', { findings: [finding('instance-normal', { enforced: true, severity: 'info', verdict: 'unknown' })] }),
  ];

  test('is marked, with the rules that are enforced, in the list, the totals and at its waiver', () => {
    const text = page(result(refused));
    expect(section(text, 'Can go now')).toMatch(/^x r-1 .*\nx r-2 .*\n {2}r-3 .*\nx r-4 /m);
    expect(section(text, 'Can go now').replaceAll(/\s+/g, ' ')).toContain('x plan and apply will refuse: classic-deployment, instance-normal, ssl-disabled are enforced,');
    expect(text).toMatch(/4 can go now \((1 contended, )?3 refused by plan and apply\)/);
    expect(section(text, 'Waived')).toContain('ssl-disabled, 1 instance. Approved by dba until 2026-12-31: test\n    The rule is enforced: plan and apply will refuse.\n');
    expect(section(text, 'Waived').match(/enforced/g)).toHaveLength(1);
  });

  test('is said in the Markdown and in Chinese too', () => {
    const look = { width: 80, color: false, language: 'zh' } as const;
    expect(reportTable(result(refused), look).replaceAll(/\n\s*/g, '')).toContain('x plan 与 apply 将拒绝：classic-deployment、instance-normal、ssl-disabled 为强制规则');
    const text = reportMarkdown({ inLanguage: () => result(refused), look: { width: 80, color: false }, diff: null });
    expect(text).toContain('plan and apply will refuse: classic-deployment, instance-normal, ssl-disabled are enforced, which no waiver and no lower severity changes. `r-1`, `r-2`, `r-4`');
    expect(text).toContain('`ssl-disabled`: The rule is enforced: plan and apply will refuse.');
  });

  test('is not said where nothing is refused', () => {
    expect(page(result([instance('r-3')]))).not.toMatch(/refuse/);
  });
});

describe('strangers and multitudes', () => {
  const HOSTILE = 'evil\u001B[31mred\u001B]0;title\u0007\u202Etxt\u2066\nnext\rline\u009B2J\u0000 \u0301\u0301\u0301\u0301\u0301\u0301';

  test('names, ids and details hold no control characters and open no lines', () => {
    const text = page(result([
      instance('r-1', { name: HOSTILE }), needsSsl('r-2', { name: HOSTILE, region: HOSTILE }), standard(`r-3${HOSTILE}`),
      unread('r-4', { reason: 'conflict', detail: HOSTILE, ramAction: null }), needsSsl('r-5', { findings: [finding('x', { saw: HOSTILE, remedy: [step(HOSTILE, { run: `run ${HOSTILE}` })] })] }),
    ], { scope: { tags: [`a=${HOSTILE}`] }, unread: [unreadPart({ detail: HOSTILE })] }));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^next/m);
    expect(text).not.toContain('\u0301\u0301\u0301\u0301');
    expect(text).toContain('evilred');
  });

  test('a long name is cut, a wide one by the cells it takes', () => {
    const wide = instance('r-1', { name: '订单缓存集群'.repeat(20) }, 'vsw-a');
    const line = page(result([wide])).split('\n').find((text) => text.includes('r-1')) ?? '';
    expect(line).toContain('…  ');
    expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test.each([60, 80, 133])('no line but a command is longer than %i columns', (width) => {
    const long = `${'word '.repeat(40)}${'x'.repeat(300)} ${'订单缓存，集群。'.repeat(30)}`;
    const text = page(result([
      instance('r-1', { name: long, region: long }, long), instance('r-11'), needsSsl('r-2', { name: long, findings: [finding('x', { title: long, saw: long, remedy: [step(long, { run: 'run', impact: long, ram: [long] })] })] }),
      standard('r-3', { findings: [finding(long, { title: long, saw: long, remedy: [step(long, { inPlace: false })] })] }), unread('r-4', { fact: long, detail: long, reason: 'conflict', ramAction: null }),
      enabled(long), instance('r-6', { findings: [finding('y', { severity: 'info', title: long, saw: long })] }),
    ], { scope: { regions: [long, long], assumed: [long], attested: [long], tags: [long] }, hypothetical: true, unread: [unreadPart({ region: long, detail: long })] }), width);
    expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  test('a narrower terminal is taken as 60 columns', () => {
    expect(page(result([enabled('r-1')]), 10)).toBe(page(result([enabled('r-1')]), 60));
  });

  test('twenty thousand instances of every kind give a page of bounded length, in time', () => {
    const kinds = [
      (id: string): ResultInstance => instance(id), (id: string): ResultInstance => needsSsl(id, { findings: [sslOn(id), finding(`rule-${id}`, { remedy: [step('Mend.')] })] }),
      (id: string): ResultInstance => standard(id, { findings: [finding('cluster-architecture', { saw: `Saw number ${id.length * 7 + Number(id.slice(-5))}.` })] }),
      (id: string): ResultInstance => unread(id, { reason: 'conflict', ramAction: null, detail: `Detail ${id.slice(-5)}.`, operation: `Operation${id.slice(-5)}` }),
      (id: string): ResultInstance => enabled(id), (id: string): ResultInstance => instance(id, { findings: [finding(`advice-${id}`, { severity: 'info' })] }),
    ];
    const given = result(many(20_000, (id, at) => (kinds[at % kinds.length] ?? instance)(id)), { unread: many(3000, (id) => instance(id)).map(({ instanceId }) => unreadPart({ operation: instanceId })) });
    const before = performance.now();
    const text = page(given);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(text.split('\n').length).toBeLessThan(1200);
    expect(section(text, 'Can go now')).toContain('and 6,627 more (see --format json)');
    expect(section(text, 'Never')).toMatch(/and 3,303 more groups \(see --format json\)$/);
    expect(section(text, 'Could not')).toContain('more causes (see --format json)');
  });
});
