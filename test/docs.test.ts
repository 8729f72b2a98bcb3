import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { failingFacts, readRuleBook } from '../src/app/rule-book.ts';
import { ruleDocs, ruleTable } from '../src/report/rule-docs.ts';
import { cli } from './support/cli.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const README = read('README.md');
const fences = (text: string): string[] => [...text.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

/** What differs from run to run: times, request ids, the version. */
const steady = (line: string): string => line
  .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
  .replaceAll(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g, 'REQUEST')
  .replaceAll(/tair-preflight \d+\.\d+\.\d+(-\w+)?/g, 'tair-preflight VERSION')
  .replaceAll(/\d+ API calls?\.|\d+ API$|^calls\.$/g, 'API');

describe('the README', () => {
  it('names its two commands first, in fenced lines of their own', () => {
    const lines = fences(README).flatMap((fence) => fence.split('\n')).filter((line) => line.includes('npm'));
    expect(lines.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('shows what the demo prints, shortened where … stands', async () => {
    const { code, out } = await cli(['demo'], {});
    expect(code).toBe(0);
    const printed = out.split('\n').map(steady);
    const shown = (fences(README).find((fence) => fence.startsWith('A local cloud is up')) ?? '').trimEnd().split('\n').map(steady);
    let at = 0;
    let free = false;
    for (const line of shown) {
      if (line === '…') {
        free = true;
        continue;
      }
      const found = free ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
      expect(found, `${JSON.stringify(line)} after ${JSON.stringify(printed[at - 1])}`).toBeGreaterThanOrEqual(0);
      at = found + 1;
      free = false;
    }
  });

  it('holds a rule that passes its own examples', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-'));
    const rule = fences(README).find((fence) => fence.startsWith('id: team-is-known')) ?? '';
    writeFileSync(join(folder, 'team-is-known.yaml'), rule);
    expect(await cli(['rules', 'test', folder], {})).toMatchObject({ code: 0, out: '3 examples of 1 rule: 3 as expected, 0 not.\n' });
  });

  it('links to files that are there', () => {
    const targets = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(targets.length).toBeGreaterThan(3);
    for (const target of targets) expect(() => readdirSync(join(ROOT, target, '..'))).not.toThrow();
    for (const target of targets.filter((name) => name.includes('.'))) expect(() => read(target)).not.toThrow();
  });
});

describe('the pages of the rules', () => {
  const rules = readRuleBook([]).rules;

  it('are what `rules docs` writes', () => {
    const pages = ruleDocs(rules, failingFacts);
    expect(readdirSync(join(ROOT, 'docs/rules')).toSorted()).toEqual([...pages.keys()].toSorted());
    for (const [name, content] of pages) expect(read(`docs/rules/${name}`), name).toBe(content);
  });

  it('end with the rule in Chinese', () => {
    for (const { id, translations } of rules) {
      const chinese = read(`docs/rules/${id}.md`).split('\n## 中文\n\n')[1] ?? '';
      expect(chinese, id).toContain(translations.zh?.title);
      expect(chinese, id).toContain(`原因：${translations.zh?.why}`);
      expect(chinese, id).not.toContain('\n## ');
    }
  });

  it('and the table in the README', () => {
    expect(README.split('<!-- rules -->\n')[1]?.split('<!-- /rules -->')[0]).toBe(ruleTable(rules, 'docs/rules/'));
  });

  it('`rules new` writes a rule that passes `rules test` at once, and never over another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-'));
    expect(await cli(['rules', 'new', 'my-own-rule', '--dir', folder], {})).toMatchObject({ code: 0 });
    expect(await cli(['rules', 'test', folder], {})).toMatchObject({ code: 0, out: '4 examples of 1 rule: 4 as expected, 0 not.\n' });
    expect(await cli(['rules', 'new', 'my-own-rule', '--dir', folder], {})).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is there already') });
    expect(await cli(['rules', 'new', '../evil', '--dir', folder], {})).toMatchObject({ code: 2, out: '' });
  });
});

describe('CONTRIBUTING', () => {
  it('gives a because for each dependency, and for none that is gone', () => {
    const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string>; devDependencies: Record<string, string> };
    const section = read('CONTRIBUTING.md').split('## Dependencies')[1] ?? '';
    const named = section.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    expect(named.toSorted()).toEqual([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].toSorted());
  });
});

describe('the contract', () => {
  it('has a row for every built-in rule, with the severities and the enforcement that the rule has', async () => {
    const { out } = await cli(['rules', 'list', '--format', 'json'], {});
    const rules = JSON.parse(out) as { id: string; severity: Record<string, string>; enforced: boolean }[];
    const letters: Readonly<Record<string, string>> = { error: 'E', warning: 'W', info: 'I', off: '–' };
    const rows = read('docs/contract.md').split('\n').filter((line) => /^\| [a-z]+(-[a-z0-9]+)+/.test(line)).flatMap((line) => {
      const [names = '', reference, recommended, strict, enforced] = line.split('|').slice(1, 6).map((cell) => cell.trim());
      return names.split(':', 1)[0]?.replace(/ \(.*$/, '').split(', ').map((id) => ({ id: id.trim(), severity: [reference, recommended, strict], enforced: enforced === 'yes' })) ?? [];
    });
    for (const rule of rules) {
      const row = rows.find((candidate) => candidate.id === rule.id);
      expect(row, rule.id).toEqual({ id: rule.id, severity: ['reference', 'recommended', 'strict'].map((preset) => letters[rule.severity[preset] ?? '']), enforced: rule.enforced });
    }
    expect(rules.length).toBeGreaterThan(20);
  });
});
