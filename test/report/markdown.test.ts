import { describe, expect, test } from 'vitest';
import { reportMarkdown } from '../../src/report/markdown.ts';
import type { Result } from '../../src/model/result.ts';
import type { Language } from '../../src/model/language.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { finding, instance, needsSsl, result, sslOn, unknownFact } from './results.ts';

const page = (given: Result, language: Language = 'en'): string => reportMarkdown(reportOf(given, { look: { width: 80, color: false, language } }));

/** The cells of a row as GitHub parts them: at pipes that are not escaped, where a backslash takes the mark after it along. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:\\[!-/:-@[-`{-~]|[^|])+/g)].map(([cell]) => cell.trim()).filter((cell) => cell !== '');
}

/** What of a text is in no block and no span of code. */
function outsideCode(text: string): string {
  return text.replaceAll(/^ *(`{3,})sh\n[^]*?\n *\1$/gm, '').replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}

const rows = (markdown: string): string[] => markdown.replaceAll(/^ *(`{3,})sh\n[^]*?\n *\1$/gm, '').split('\n').filter((line) => line.startsWith('|'));
const headings = (markdown: string): string[] => outsideCode(markdown).split('\n').filter((line) => /^#{1,6} /.test(line));

describe('the result as Markdown', () => {
  test('has every part of the page, as GitHub tables', () => {
    expect(page(variedResult())).toMatchInlineSnapshot(`
      "# Direct connections: what can go now, and what must change first

      tair-preflight 0.1.0, preset recommended, 2026-11-24T10:00:09.000Z  
      6 instances in cn-beijing, cn-hangzhou, cn-shenzhen.  
      Account 1234567890.  

      | Standing | Instances |
      | --- | --: |
      | Can go now | 2 |
      | of these contended | 0 |
      | Can go after a change | 1 |
      | Never, as they are | 1 |
      | Could not be read | 1 |
      | Already enabled | 1 |

      ## Can go now (2)

      | Instance | Name | Region | Addresses | vSwitch | Contended |
      | --- | --- | --- | --: | --- | --- |
      | \`r-go\` | \`name of r-go\` | \`cn-hangzhou\` | 9 | \`vsw-bp1e7clcw529l773d0001\` | – |
      | \`r-waived\` | \`name of r-waived\` | \`cn-beijing\` | 9 | \`vsw-bp1e7clcw529l773d0001\` | – |

      ## vSwitches that cannot hold all their eligible instances (1)

      | vSwitch | Region | Free | Needed | Instances |
      | --- | --- | --: | --: | --: |
      | \`vsw-a\` | \`cn-hangzhou\` | 12 | 18 | 2 |

      \`tair-preflight plan\` reserves addresses over the whole batch and names those that must wait.

      ## Can go after a change (1)

      ### \`ssl-disabled\`: 1 instance

      - Expected: SSL encryption is disabled. \`ssl-disabled\`

      | Instance | Name | Region | Saw |
      | --- | --- | --- | --- |
      | \`r-ssl\` | \`name of r-ssl\` | \`cn-hangzhou\` | SSL encryption is on. |

      Steps, in this order:

      1. Disable SSL encryption for the instance.

         \`\`\`sh
         aliyun r-kvstore ModifyInstanceSSL --InstanceId r-ssl --SSLEnabled Disable
         \`\`\`

         Impact: The instance restarts; clients are disconnected for a few seconds. Needs the RAM action kvstore:ModifyInstanceSSL.

      ## Never, as they are (1)

      ### \`cluster-architecture\`: 1 instance

      - Expected: The instance is a cluster.
      - Saw: The architecture is standard.
      - \`r-never\`

      Instead:

      1. Create a cluster instance and move the data there.

      ## Could not be read (1 instance, 1 part of the scope)

      | What | Why | What to do | Instances |
      | --- | --- | --- | --- |
      | \`ssl.enabled\` | DescribeInstanceSSL was denied. | Grant kvstore:DescribeInstanceSSL and run again. | 1: \`r-unknown\` |

      - DescribeInstances did not answer in time in cn-shenzhen (timeout). Instances may be missing here. Run again, or with a longer --request-timeout. No answer within 10 s.

      ## Already enabled (1)

      \`r-enabled\`

      ## Advice (1)

      | Rule | Severity | Expected | Saw | What to do | Instances |
      | --- | --- | --- | --- | --- | --- |
      | \`engine-version-5\` | warning | Title of engine-version-5. | It is 4.0. | – | 1: \`r-go\` |

      Advice that could not be decided: \`preview-access\`.

      ## Waived (1)

      | Rule | Approved by | Until | Reason | Instances |
      | --- | --- | --- | --- | --- |
      | \`latest-minor-version\` | \`ops\` | \`2027-01-31\` | Agreed. | 1: \`r-waived\` |

      ---

      6 instances: 2 can go now, 1 after a change, 1 never, 1 unknown, 1 enabled. 2 reads failed. 7 API calls.
      "
    `);
  });

  test('is told in Chinese', () => {
    const text = page(variedResult(), 'zh');
    expect(text).toContain('## 可立即开通（2）');
    expect(text).toContain('按以下顺序执行：');
    expect(outsideCode(text).replaceAll(/[\u4E00-\u9FFF]/g, '').match(/[A-Z][a-z]+ [a-z]+ [a-z]+/g) ?? []).not.toContain('Steps in this');
  });

  test('puts instances with the same findings together, and says whose steps are shown', () => {
    const text = page(result([needsSsl('r-1'), needsSsl('r-2'), instance('r-3', { standing: 'blocked', fixable: true, findings: [sslOn('r-3'), { ...sslOn('r-3'), rule: 'other' }] })]));
    expect(text).toContain('### `ssl-disabled`: 2 instances');
    expect(text).toContain('The steps are those for `r-1`; those for the others stand in --format json.');
    expect(text.match(/ {3}```sh\n {3}aliyun r-kvstore ModifyInstanceSSL --InstanceId r-1 --SSLEnabled Disable\n {3}```/g)).toHaveLength(1);
  });

  test('parts those that may need more from those that lack nothing else, and tells them last', () => {
    const unsure = (id: string) => needsSsl(id, { findings: [sslOn(id), finding('no-active-task', { verdict: 'unknown', unknown: [unknownFact()] })] });
    const text = page(result([unsure('r-1'), unsure('r-2'), needsSsl('r-3')]));
    expect(text.split('\n').filter((line) => line.startsWith('### '))).toEqual(['### `ssl-disabled`: 1 instance', '### `ssl-disabled`: 2 instances']);
    expect(text.split('### `ssl-disabled`: 1 instance')[1]?.split('###')[0]).not.toContain('could not be decided');
    expect(text.split('### `ssl-disabled`: 2 instances')[1]).toContain('- Besides, 1 check could not be decided: `no-active-task`. It may need more.');
  });

  test('of no instance, and of unknown ones alone', () => {
    expect(page(result([]))).toContain('| Can go now | 0 |');
    const text = page(unknownResult());
    expect(text).toContain('## Could not be read (2 instances)');
    expect(text).toContain('| `ssl.enabled` | DescribeInstanceSSL was denied. | Grant kvstore:DescribeInstanceSSL and run again. | 2: `r-1`, `r-2` |');
  });

  test('is bounded, and counts what it leaves out', () => {
    const text = page(largeResult(20_000));
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(text).toContain('and 6,616 more instances (see --format json)');
  });

  describe.each(HOSTILE_CASES)('with %s', (_, text) => {
    const markdown = page(hostileResult(text));
    const plain = page(hostileResult('plain'));

    test('keeps its headings and tables', () => {
      expect(headings(markdown).map((line) => line.match(/^#+/)?.[0])).toEqual(headings(plain).map((line) => line.match(/^#+/)?.[0]));
      expect(rows(markdown).map((line) => cellsOf(line).length)).toEqual(rows(plain).map((line) => cellsOf(line).length));
    });

    test('makes neither markup nor links nor mentions', () => {
      const own = outsideCode(markdown).replaceAll('<span></span>', '\u0000').replaceAll(/^\*\*(.*)\*\*$/gm, '$1').replaceAll(/^#{1,3} |^---$/gm, '');
      expect(own).not.toMatch(/[<>[\]*_~`$]|\w:\/\/|www\.|@\w|#\d+\b(?!;)|&(?!#\d+;)/);
      expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(Buffer.byteLength(markdown)).toBeLessThan(150_000);
    });
  });
});
