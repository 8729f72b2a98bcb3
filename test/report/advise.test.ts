import { describe, expect, test } from 'vitest';

import type { Advice } from '../../src/model/advice.ts';
import type { Language } from '../../src/model/language.ts';
import type { ResultFinding, ResultInstance } from '../../src/model/result.ts';
import { adviseMarkdown } from '../../src/report/advise/markdown.ts';
import { adviseOn } from '../../src/report/advise.ts';
import { reportTable } from '../../src/report/table.ts';
import { displayWidth } from '../../src/report/text.ts';
import { withAdvice } from '../../src/report/with-advice.ts';
import { finding, instance, result, sslOn, standard, step, unknownFact } from './results.ts';

const ORDERS: Readonly<Record<string, number>> = { version: 10, vpc: 20, ssl: 30, addresses: 40 };

/** A rule that failed and can be mended by a command with an impact. */
function failed(rule: string, id: string, change: Partial<ResultFinding> = {}): ResultFinding {
  return finding(rule, { order: ORDERS[rule] ?? 100, remedy: [step(`Mend ${rule}.`, { run: `aliyun r-kvstore Mend --InstanceId ${id} --What ${rule}`, impact: `Mending ${rule} disconnects.` })], ...change });
}

/** A blocked instance that lacks these and can be mended. */
function lacks(id: string, rules: readonly string[], change: Partial<ResultInstance> = {}, vSwitch?: string): ResultInstance {
  return instance(id, { standing: 'blocked', fixable: true, findings: rules.map((rule) => failed(rule, id)), ...change }, vSwitch);
}

/** So many instances that lack the same. */
function many(size: number, name: string, rules: readonly string[]): ResultInstance[] {
  return Array.from({ length: size }, (_, at) => lacks(`r-${name}-${String(at).padStart(5, '0')}`, rules));
}

function bestOf(advice: Advice): readonly (readonly [readonly string[], number])[] {
  return advice.best.map(({ rules, frees }) => [rules, frees] as const);
}

function remedyOf(advice: Advice, rule: string): Advice['remedies'][number] | undefined {
  return advice.remedies.find((remedy) => remedy.rule === rule);
}

describe('what a remedy frees', () => {
  const fleet = result([...many(3, 'a', ['ssl']), ...many(2, 'b', ['ssl', 'version']), ...many(4, 'c', ['vpc', 'ssl']), ...many(1, 'd', ['vpc', 'ssl', 'version'])]);
  const advice = adviseOn(fleet);

  test('alone and with which others, the largest number first', () => {
    expect(remedyOf(advice, 'ssl')).toMatchObject({
      instances: 10, freesAlone: 3, perhaps: 0,
      withOthers: [{ rules: ['vpc'], frees: 4 }, { rules: ['version'], frees: 2 }, { rules: ['version', 'vpc'], frees: 1 }],
    });
    expect(remedyOf(advice, 'version')).toMatchObject({ instances: 3, freesAlone: 0, withOthers: [{ rules: ['ssl'], frees: 2 }, { rules: ['vpc', 'ssl'], frees: 1 }] });
  });

  test('remedies come in their order, each with those that must be carried out before it on the same instance', () => {
    expect(advice.remedies.map(({ rule, after }) => [rule, after])).toEqual([['version', []], ['vpc', ['version']], ['ssl', ['version', 'vpc']]]);
  });

  test('names the instances that it frees alone first, and counts those that are not named', () => {
    const { ids, idsLeftOut } = remedyOf(adviseOn(result([...many(30, 'b', ['ssl', 'vpc']), ...many(2, 'z', ['ssl'])])), 'ssl') ?? {};
    expect([ids?.slice(0, 3), ids?.length, idsLeftOut]).toEqual([['r-z-00000', 'r-z-00001', 'r-b-00000'], 20, 12]);
  });

  test('warnings, waived failures, enabled and eligible instances are nothing to mend', () => {
    const waived = lacks('r-1', [], { standing: 'eligible', fixable: false, findings: [failed('ssl', 'r-1', { verdict: 'waived' }), failed('vpc', 'r-1', { severity: 'warning' })] });
    expect(adviseOn(result([waived, lacks('r-2', ['ssl'], { standing: 'enabled', fixable: false })]))).toMatchObject({ remedies: [], best: [], freed: 0, never: 0 });
  });

  test('an instance that can never go is counted and mends nothing, whatever else failed on it', () => {
    const hopeless = standard('r-9');
    const advised = adviseOn(result([{ ...hopeless, findings: [...hopeless.findings, sslOn('r-9')] }, lacks('r-1', ['ssl'])]));
    expect(advised).toMatchObject({ freed: 1, never: 1, best: [{ rules: ['ssl'], frees: 1 }] });
    expect(advised.remedies.map(({ rule, instances }) => [rule, instances])).toEqual([['ssl', 1]]);
  });

  test('an instance of which something is unknown is a perhaps, never freed', () => {
    const unsure = lacks('r-1', ['ssl'], { findings: [failed('ssl', 'r-1'), finding('vpc', { verdict: 'unknown', unknown: [unknownFact()] })] });
    const advised = adviseOn(result([unsure, lacks('r-2', ['vpc'])]));
    expect(advised).toMatchObject({ freed: 1, perhaps: 1 });
    expect(bestOf(advised)).toEqual([[['vpc'], 1]]);
    expect(remedyOf(advised, 'ssl')).toMatchObject({ instances: 1, freesAlone: 0, perhaps: 1, withOthers: [] });
  });

  test('advice that is unknown makes no perhaps', () => {
    const sure = lacks('r-1', ['ssl'], { findings: [failed('ssl', 'r-1'), finding('vpc', { severity: 'warning', verdict: 'unknown', unknown: [unknownFact()] })] });
    expect(adviseOn(result([sure]))).toMatchObject({ freed: 1, perhaps: 0 });
  });
});

describe('the impact of a remedy', () => {
  const inWindow = (id: string, start: string, end: string): ResultInstance => ({
    ...lacks(id, [], { findings: [failed('ssl', id, { remedy: [step('Mend.', { impact: `${id} restarts in its window (${start} to ${end}, UTC).` })] })] }),
    facts: Object.fromEntries([['instance.maintainStartTime', start], ['instance.maintainEndTime', end]].map(([name, value]) => [name, { value: value ?? '', operation: 'DescribeInstanceAttribute', requestId: 'r', readAt: '2026-11-24T10:00:00.000Z' }])),
  });

  test('is told as it is where all say the same', () => {
    expect(remedyOf(adviseOn(result(many(2, 'a', ['ssl']))), 'ssl')).toMatchObject({ impact: 'Mending ssl disconnects.', disturbed: 2 });
  });

  test('is told without the id and the window of one instance where those differ', () => {
    const advice = adviseOn(result([inWindow('r-1', '18:00Z', '22:00Z'), inWindow('r-2', '02:00Z', '06:00Z')]));
    expect(remedyOf(advice, 'ssl')?.impact).toBe('<id> restarts in its window (<start> to <end>, UTC).');
  });

  test('is null where none is told, and then nothing is disturbed', () => {
    const quiet = lacks('r-1', [], { findings: [failed('ssl', 'r-1', { remedy: [step('Wait.')] })] });
    expect(adviseOn(result([quiet]))).toMatchObject({ remedies: [{ impact: null, disturbed: 0 }], best: [{ disturbances: 0 }] });
  });

  const move = step('Or move it.', { run: 'aliyun r-kvstore SwitchNetwork', impact: 'Clients are disconnected.' });
  const short = (id: string, missing: number, vSwitch: string): ResultInstance => lacks(id, [], { findings: [failed('addresses', id, { remedy: [step(`Free ${missing} or more addresses of vSwitch ${vSwitch}.`), move] })] }, vSwitch);

  test('is that of the first step, whatever the other ways cost; those are told of apart', () => {
    const advice = adviseOn(result([short('r-1', 6, 'vsw-a'), short('r-2', 6, 'vsw-a')]));
    expect(advice).toMatchObject({ best: [{ disturbances: 0 }], remedies: [{
      impact: null, disturbed: 0, otherImpacts: true, firstStepsLeftOut: 0,
      firstSteps: [{ do: 'Free 6 or more addresses of vSwitch vsw-a.', impact: null, instances: 2, toldOf: null }],
    }] });
    for (const text of [page([short('r-1', 6, 'vsw-a'), short('r-2', 6, 'vsw-a')]).split('What to mend first')[1] ?? '', adviseMarkdown(advice, 'en')]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain('First, on 2 instances: Free 6 or more addresses of vSwitch vsw-a. No impact is told.');
      expect(text.replaceAll(/\s+/g, ' ')).toContain('Other ways to mend it have an impact of their own.');
      expect(text).not.toContain('disconnected');
    }
  });

  test('steps that differ in values alone are one, and it is said of which instance they are told', () => {
    expect(remedyOf(adviseOn(result([short('r-1', 6, 'vsw-a'), short('r-2', 3, 'vsw-b')])), 'addresses')?.firstSteps).toEqual([{ do: 'Free 6 or more addresses of vSwitch vsw-a.', impact: null, instances: 2, toldOf: 'r-1' }]);
    expect(page([short('r-1', 6, 'vsw-a'), short('r-2', 3, 'vsw-b')]).replaceAll(/\s+/g, ' ')).toContain('First, on 2 instances: Free 6 or more addresses of vSwitch vsw-a. (as for r-1)');
  });

  const begins = (id: string, first: string, impact: string | null = null): ResultInstance => lacks(id, [], { findings: [failed('normal', id, { remedy: [step(first, { impact })] })] });

  test('each first step is told with how many instances it is for, the most frequent first, three of them', () => {
    const fleet = [begins('r-1', 'Renew it.', 'It is paid for.'), begins('r-2', 'Wait for it.'), begins('r-3', 'Wait for it.'), begins('r-4', 'Ask.'), begins('r-5', 'Hope.')];
    expect(remedyOf(adviseOn(result(fleet)), 'normal')).toMatchObject({ impact: 'It is paid for.', disturbed: 1, otherImpacts: false, firstSteps: [
      { do: 'Wait for it.', impact: null, instances: 2 }, { do: 'Ask.', impact: null, instances: 1 }, { do: 'Hope.', impact: null, instances: 1 }, { do: 'Renew it.', impact: 'It is paid for.', instances: 1 },
    ] });
    const text = page(fleet.slice(0, 3)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('First, on 2 instances: Wait for it. No impact is told. First, on 1 instance: Renew it. Impact: It is paid for.');
    expect(page(fleet).replaceAll(/\s+/g, ' ')).toContain('First, on 1 instance: Hope. No impact is told. and 1 more first step');
  });

  test('of many first steps ten are named and the others counted', () => {
    const fleet = Array.from({ length: 14 }, (_, at) => begins(`r-${at}`, `${'abcdefghijklmn'.charAt(at)}.`));
    const remedy = remedyOf(adviseOn(result(fleet)), 'normal');
    expect([remedy?.firstSteps.length, remedy?.firstStepsLeftOut]).toEqual([10, 4]);
    expect(page(fleet)).toContain('and 11 more first steps');
  });

  test('an instance that lacks two things is disturbed twice, one change that mends two rules once', () => {
    const twoRules = lacks('r-2', [], { findings: ['ssl', 'vpc'].map((rule) => failed(rule, 'r-2', { remedy: [step('Mend both.', { run: 'aliyun r-kvstore Both --InstanceId r-2', impact: 'It restarts.' })] })) });
    expect(adviseOn(result([lacks('r-1', ['ssl', 'vpc'])])).best).toMatchObject([{ disturbances: 2 }]);
    expect(adviseOn(result([twoRules])).best).toMatchObject([{ disturbances: 1 }]);
  });
});

/** For each number of rules what the best choice frees, by trying each and counting instance by instance. */
function bestByCounting(instances: readonly ResultInstance[]): readonly number[] {
  const sets = instances.map(({ findings }) => new Set(findings.map(({ rule }) => rule)));
  const rules = [...new Set(sets.flatMap((set) => [...set]))];
  const best: number[] = rules.map(() => 0);
  for (let choice = 1; choice < 2 ** rules.length; choice += 1) {
    const chosen = new Set(rules.filter((_, at) => Math.floor(choice / 2 ** at) % 2 === 1));
    const frees = sets.filter((set) => [...set].every((rule) => chosen.has(rule))).length;
    best[chosen.size - 1] = Math.max(best[chosen.size - 1] ?? 0, frees);
  }
  return best.filter((frees, at) => frees > 0 && best.slice(0, at).every((smaller) => smaller < frees));
}

describe('the fewest remedies that free the most', () => {
  test('the best pair need not hold the best single', () => {
    const advice = adviseOn(result([...many(3, 'a', ['ssl']), ...many(5, 'b', ['version', 'vpc'])]));
    expect(bestOf(advice)).toEqual([[['ssl'], 3], [['version', 'vpc'], 5], [['version', 'vpc', 'ssl'], 8]]);
    expect(advice.best.every(({ isExact }) => isExact)).toBe(true);
  });

  test('a number with which no more are freed is left out', () => {
    expect(bestOf(adviseOn(result(many(4, 'a', ['version', 'vpc', 'ssl']))))).toEqual([[['version', 'vpc', 'ssl'], 4]]);
  });

  test('of equals the one that disturbs least, then the one that comes first', () => {
    const quiet = lacks('r-1', [], { findings: [failed('ssl', 'r-1', { remedy: [step('Wait.')] })] });
    expect(bestOf(adviseOn(result([quiet, lacks('r-2', ['vpc'])])))[0]).toEqual([['ssl'], 1]);
    expect(bestOf(adviseOn(result([lacks('r-1', ['ssl']), lacks('r-2', ['vpc'])])))[0]).toEqual([['vpc'], 1]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is what counting every choice gives (fleet %i)', (seed) => {
    let state = seed * 7919;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const rules = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const instances = Array.from({ length: 60 }, (_, at) => lacks(`r-${at}`, rules.filter(() => random(3) === 0))).filter(({ findings }) => findings.length > 0);
    const advice = adviseOn(result(instances));
    expect(advice.best.map(({ frees }) => frees)).toEqual(bestByCounting(instances));
    expect(advice.best.at(-1)?.frees).toBe(advice.freed);
    for (const { rules: chosen, frees } of advice.best) expect(instances.filter(({ findings }) => findings.every(({ rule }) => chosen.includes(rule)))).toHaveLength(frees);
  });

  test('twenty rules are tried in every choice; with more the advice says that it is not exact, and still frees all in the end', () => {
    const names = (size: number): string[] => Array.from({ length: size }, (_, at) => `rule-${String(at).padStart(2, '0')}`);
    const chain = (size: number): ResultInstance[] => names(size).flatMap((_, at) => many(at + 1, `n${at}`, names(size).slice(at, at + 2)));
    expect(adviseOn(result(chain(20))).best.every(({ isExact }) => isExact)).toBe(true);
    const advice = adviseOn(result(chain(24)));
    expect(advice.best[0]).toMatchObject({ rules: ['rule-23'], frees: 24, isExact: false });
    expect(advice.best.at(-1)).toMatchObject({ frees: advice.freed, isExact: true });
    expect(reportTable(withAdvice({ result: result(chain(24)), inLanguage: () => result([]) }).result, { width: 80, color: false })).toContain('too many rules');
  });

  test('a fleet of 20,000 is advised on whole', () => {
    const kinds = [['ssl'], ['vpc'], ['ssl', 'vpc'], ['version', 'addresses']];
    const advice = adviseOn(result(Array.from({ length: 20_000 }, (_, at) => lacks(`r-${at}`, kinds[at % 4] ?? []))));
    expect(bestOf(advice).map(([, frees]) => frees)).toEqual([5000, 15_000, 20_000]);
  });
});

describe('the vSwitches of those who would be freed', () => {
  const vSwitch = (change: object): object => ({ vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 100, neededByEligible: 9, instances: 1, contended: false, ...change });
  const on = (vSwitches: readonly object[], instances: readonly ResultInstance[]): Advice => adviseOn({ ...result(instances), ...(JSON.parse(JSON.stringify({ vSwitches })) as object) });
  const fleet = [instance('r-0', {}, 'vsw-a'), lacks('r-1', ['ssl'], {}, 'vsw-a'), lacks('r-2', ['ssl'], { addressesNeeded: 17 }, 'vsw-a')];

  test('hold them where there is room for them and for all who can go now', () => {
    expect(on([vSwitch({ available: 35 })], fleet).vSwitches).toEqual([{ vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 35, neededByEligible: 9, neededByFreed: 26, instances: 2, unknownNeeds: 0, holds: true }]);
  });

  test('are too small by one address', () => {
    expect(on([vSwitch({ available: 34 })], fleet).vSwitches).toMatchObject([{ holds: false }]);
  });

  test.each([
    ['their free addresses are unknown', [vSwitch({ available: null })], fleet],
    ['nothing was asked of them', [], fleet],
    ['what an instance needs is unknown', [vSwitch({})], [...fleet, lacks('r-3', ['ssl'], { addressesNeeded: null }, 'vsw-a')]],
    ['what an eligible instance needs is unknown', [vSwitch({})], [...fleet, instance('r-3', { addressesNeeded: null }, 'vsw-a')]],
  ])('cannot be told where %s', (_, vSwitches, instances) => {
    expect(on(vSwitches, instances).vSwitches).toMatchObject([{ holds: null }]);
  });

  test('a vSwitch of the same id in another region is another', () => {
    expect(on([vSwitch({ region: 'cn-beijing', available: 1 })], fleet).vSwitches).toMatchObject([{ region: 'cn-hangzhou', available: null }]);
  });

  test('instances on none are counted', () => {
    expect(on([], [lacks('r-1', ['vpc'], {}, '')])).toMatchObject({ vSwitches: [], unplaced: 1 });
  });
});

const LANGUAGES: readonly Language[] = ['en', 'zh'];

function page(instances: readonly ResultInstance[], language: Language = 'en', width = 80): string {
  const told = result(instances);
  return reportTable(withAdvice({ result: told, inLanguage: () => told }).result, { width, color: false, language });
}

describe('the advice as it is shown', () => {
  const fleet = [...many(3, 'a', ['ssl']), ...many(4, 'c', ['vpc', 'ssl']), standard('r-never')];

  test('is not there where it was not asked for', () => {
    expect(reportTable(result(fleet), { width: 80, color: false })).not.toContain('What to mend first');
  });

  test('tells the best choices, the remedies in their order, and what they bring', () => {
    const section = page(fleet).split('What to mend first')[1] ?? '';
    expect(section).toMatchInlineSnapshot(`
      " (7)
        All of them together free 7 instances. 1 instance can never go as it is.

        The choice of remedies that frees the most:
        remedies  frees  changes  rules
               1      3        3  ssl
               2      7       11  vpc, ssl
        changes: how often the freed instances are changed in a way whose impact is
        told; one that lacks two things counts twice.

        The remedies, in the order in which to carry them out:
        - Title of vpc. (vpc)
          Failed on 4 instances; alone it frees 0.
          It frees besides: 4 with ssl
          First, on 4 instances: Mend vpc. Impact: Mending vpc disconnects.
          r-c-00000, r-c-00001, r-c-00002, r-c-00003
        - Title of ssl. (ssl)
          Failed on 7 instances; alone it frees 3.
          It frees besides: 4 with vpc
          Where they fail too, first: vpc.
          First, on 7 instances: Mend ssl. Impact: Mending ssl disconnects.
          r-a-00000, r-a-00001, r-a-00002, r-c-00000, r-c-00001, r-c-00002, r-c-00003

        vSwitches that cannot hold all who would be freed, or of which that cannot be
        told:
        - vsw-bp1e7clcw529l773d0001 in cn-hangzhou: its free addresses are not known;
          63 needed by 7 instances that would be freed, 0 by those that can go now.
          Whether it can hold all of them cannot be told.

      8 instances: 0 can go now, 7 after a change, 1 never, 0 unknown, 0 enabled. 1
      API call.
      "
    `);
  });

  test('says that nothing can be mended', () => {
    expect(page([standard('r-1')])).toContain('Nothing can be mended in place');
  });

  test.each(LANGUAGES)('stays within the width (%s)', (language) => {
    for (const width of [60, 80, 120]) for (const line of page(fleet, language, width).split('\n').filter((one) => !one.trim().startsWith('$ '))) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
  });

  test('speaks Chinese throughout', () => {
    const section = page(fleet, 'zh').split('先做什么')[1] ?? '';
    expect(section.replaceAll(/Title of \w+\.|Mend \w+\.|Mending \w+ disconnects\.|--format json|vSwitch|vsw-\w+|cn-\w+|\br-[\w-]+|ssl|vpc/g, '').split('\n').slice(0, -2).join('\n')).not.toMatch(/[A-Za-z]{3,}/);
  });

  test('is bounded whatever the fleet', () => {
    const rules = Array.from({ length: 40 }, (_, at) => `rule-${at}`);
    const wide = rules.flatMap((rule, at) => lacks(`r-${at}`, [rule, ...rules.slice(0, at % 7)], {}, `vsw-${at}`));
    expect(page(wide).split('What to mend first')[1]?.split('\n').length).toBeLessThan(600);
  });

  test.each(LANGUAGES)('Markdown has the same parts, and nothing from outside can make markup (%s)', (language) => {
    const hostile = '</td>|`x`[a](http://b.example/?t=1)@all\n# h ![i](j) <img src=x>';
    const nasty = lacks('r-1', [], { findings: [failed('ssl', 'r-1', { rule: `ssl\`|${hostile}`, title: hostile, remedy: [step('x', { impact: hostile })] })] }, `vsw|\`${hostile}`);
    const text = adviseMarkdown(adviseOn(result([nasty, ...fleet])), language);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(4);
    for (const line of text.split('\n').filter((one) => one.startsWith('| '))) expect([6, 9]).toContain(line.split(/(?<!\\)\|/).length);
    const outside = text.replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/<img|<\/td|\]\(|@all|:\/\//);
  });

  test('Markdown tells the numbers', () => {
    expect(adviseMarkdown(adviseOn(result(fleet)), 'en')).toMatchInlineSnapshot(`
      "## What to mend first (7)

      All of them together free 7 instances. 1 instance can never go as it is.

      ### The choice of remedies that frees the most

      | remedies | frees | changes | rules |
      | --: | --: | --: | --- |
      | 1 | 3 | 3 | \`ssl\` |
      | 2 | 7 | 11 | \`vpc\`, \`ssl\` |

      changes: how often the freed instances are changed in a way whose impact is told; one that lacks two things counts twice.

      ### The remedies, in the order in which to carry them out

      | Rule | Failed on | Frees alone | Perhaps | Together with | After | First step and its impact |
      | --- | --: | --: | --: | --- | --- | --- |
      | Title of vpc. \`vpc\` | 4 | 0 | 0 | 4 with \`ssl\` | – | First, on 4 instances: Mend vpc. Impact: Mending vpc disconnects. |
      | Title of ssl. \`ssl\` | 7 | 3 | 0 | 4 with \`vpc\` | \`vpc\` | First, on 7 instances: Mend ssl. Impact: Mending ssl disconnects. |

      ### vSwitches that cannot hold all who would be freed, or of which that cannot be told

      - \`vsw-bp1e7clcw529l773d0001\` in \`cn-hangzhou\`: its free addresses are not known; 63 needed by 7 instances that would be freed, 0 by those that can go now. Whether it can hold all of them cannot be told."
    `);
  });
});
