import { describe, expect, test } from 'vitest';
import { reportPlanMarkdown } from '../../src/report/plan.ts';
import { deferral, DIGEST, entry, HOSTILE, hostilePlan, largePlan, makePlan, smallPlan } from './plans.ts';

/** The cells of a row as GitHub parts them: at pipes that are not escaped, where a backslash takes the mark after it along. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:\\[!-/:-@[-`{-~]|[^|])+/g)].map(([cell]) => cell.trim()).filter((cell) => cell !== '').map((cell) => cell.replaceAll('\\|', '|'));
}

/** What of a line is not in code spans, which end with as many backticks as they begin with. */
function outsideCode(text: string): string {
  return text.replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
}

const tableRows = (markdown: string): string[] => markdown.split('\n').filter((line) => line.startsWith('|'));

describe('the plan as Markdown', () => {
  test('has the parts of the page as GitHub tables', () => {
    expect(reportPlanMarkdown(smallPlan())).toBe(`# Plan to enable direct connections

3 entries in 2 waves take 1,023 addresses on 2 vSwitches. 1 deferred, 4 excluded.

| What | Value |
| --- | --- |
| Digest | \`${DIGEST}\` |
| Plan id | \`${'1d'.repeat(32)}\` |
| Made | \`2026-11-24T10:00:00.000Z\`, by tair-preflight 0.1.0 |
| Expires | \`2026-11-25T10:00:00.000Z\`, it is not started after that |
| Account | \`1234567890\` |
| Preset | \`recommended\` |
| Rule book | \`${'8b'.repeat(32)}\` |
| Attested | \`preview-access=granted\`, said by people, not read |

## Wave 1 (1 entry, 9 addresses)

| Instance | Name | Region | Endpoint | Addresses | vSwitch | Request |
| --- | --- | --- | --- | --: | --- | --- |
| \`r-bp1zxszhcgatnx01\` | \`checkout\` | \`cn-hangzhou\` | \`dcbp1zxszhcgatnx01:7000\` | 9 | \`vsw-a\` | \`AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx01 ConnectionString=dcbp1zxszhcgatnx01 Port=7000\` |

## Wave 2 (2 entries, 1,014 addresses)

| Instance | Name | Region | Endpoint | Addresses | vSwitch | Request |
| --- | --- | --- | --- | --: | --- | --- |
| \`r-bp1zxszhcgatnx02\` | – | \`cn-hangzhou\` | \`default\` | 5 | \`vsw-b\` | \`AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx02\` |
| \`r-bp1zxszhcgatnx03\` | \`购物车\` | \`cn-hangzhou\` | \`dc3:6379\` | 1,009 | \`vsw-a\` | \`AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx03 ConnectionString=dc3\` |

## Addresses by vSwitch (2)

\`#\` reserved by this plan, \`=\` kept free, \`.\` spare. What remains is what is kept free and what is spare.

| vSwitch | Region | Share | Free | Kept free | Reserved | Remaining |
| --- | --- | --- | --: | --: | --: | --: |
| \`vsw-a\` | \`cn-hangzhou\` | \`[#########=..........]\` | 2,036 | 8 | 1,018 | 1,018 |
| \`vsw-b\` | \`cn-hangzhou\` | \`[#####========.......]\` | 20 | 8 | 5 | 15 |

## Deferred (1)

| Instance | Name | Region | vSwitch | Needs | Short by | Why | Room in the same VPC and zone |
| --- | --- | --- | --- | --- | --- | --- | --- |
| \`r-bp1zxszhcgatnx04\` | \`billing\` | \`cn-hangzhou\` | \`vsw-b\` | 17 addresses | 10 | vSwitch vsw-b has 20 free addresses, of which 8 are kept free; 7 are left beside the entries of this plan, 17 are needed. | \`vsw-d\` (250 free), \`vsw-c\` (40 free) |

## Excluded (4)

| Standing | Instances | Meaning |
| --- | --: | --- |
| enabled | 1 | a direct endpoint exists |
| blocked | 2 | a rule of severity error failed |
| unknown | 1 | something that decides could not be read |

\`tair-preflight check\` tells why, one by one.

## Next

Nothing has been sent. To approve and apply just this plan:

\`\`\`sh
tair-preflight apply plan.json --expect ${DIGEST}
\`\`\`
`);
  });

  test('of a plan without entries says so and gives no command', () => {
    const text = reportPlanMarkdown(makePlan());
    expect(text).toContain('This plan has no entries: nothing would be sent. 0 deferred, 0 excluded.');
    expect(text).toMatch(/\n\n## Next\n\nThere is nothing to apply\.\n$/);
    expect(text).not.toMatch(/--expect|## Wave/);
  });

  test('of a release names no endpoint', () => {
    expect(reportPlanMarkdown(makePlan({ operation: 'ReleaseDirectConnection', entries: [entry('r-1')] }))).toContain('| `cn-hangzhou` | – | 9 | `vsw-a` | `ReleaseDirectConnection InstanceId=r-1` |');
  });

  describe.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('with %s', (_, text) => {
    const markdown = reportPlanMarkdown(hostilePlan(text));

    test('keeps its tables', () => {
      expect(markdown.match(/^#{1,6} /gm)?.length).toBe(6); // the title, one wave, ledger, deferred, excluded, next
      const plain = tableRows(reportPlanMarkdown(hostilePlan('plain')));
      expect(tableRows(markdown).map((line) => cellsOf(line).length)).toEqual(plain.map((line) => cellsOf(line).length));
    });

    test('makes neither markup nor links nor mentions', () => {
      const rest = tableRows(markdown).flatMap((line) => cellsOf(line).map(outsideCode)).join('\n').replaceAll('<span></span>', '\u0000');
      expect(rest).not.toMatch(/[<>[\]*_~`$]|\w:\/\/|www\.|@\w|#\d+\b(?!;)|&(?!#\d+;)/);
      expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(markdown.length).toBeLessThan(8_000);
    });
  });

  test('shows hostile names as they are, as far as that is safe', () => {
    const nameOf = (name: string): string => cellsOf(tableRows(reportPlanMarkdown(makePlan({ entries: [entry('r-1', { name })] }))).find((line) => line.startsWith('| `r-1`')) ?? '')[1] ?? '';
    expect(nameOf('<b>@octocat</b> https://x.example')).toBe('`<b>@octocat</b> https://x.example`');
    expect(nameOf('a|b')).toBe('`a|b`');
    expect(nameOf('a\\|b')).toBe('`a\\¦b`');
    expect(nameOf('a`b')).toBe('``a`b``');
    expect(nameOf('``')).toBe('``` `` ```');
    expect(nameOf(' \n ')).toBe('–');
  });

  test('parts in a reason what GitHub would link by itself', () => {
    const text = reportPlanMarkdown(makePlan({ deferred: [deferral('r-1', { reason: 'See https://x.example, www.x.example, #12; or ask @octocat <b>.' })] }));
    expect(text).toContain('| See https:<span></span>//x.example, www<span></span>.x.example, &#35;<span></span>12; or ask &#64;<span></span>octocat &#60;b&#62;. |');
  });

  test.each([[1, 40], [4, 160], [20, 200], [500, 120]])('fits into a comment on GitHub with 2,000 entries in %i waves', (waves, rows) => {
    const text = reportPlanMarkdown(largePlan(2000, waves));
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/`AllocateDirectConnection InstanceId=/g)?.length).toBe(rows);
    expect(text).toContain('and 1,960 more instances (see the plan file)');
  });
});
