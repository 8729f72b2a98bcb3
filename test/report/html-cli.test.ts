import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { ELIGIBLE, BLOCKED, cloudOf, HANGZHOU, runOn } from '../cli/support.ts';

test('check writes the page, in the language that is asked for, with the trend that the history holds', async () => {
  const emulator = await cloudOf([ELIGIBLE, BLOCKED]);
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-'));
  const file = join(folder, 'audit.html');
  const argv = ['check', ...HANGZHOU, '--format', `html=${file}`, '--history', join(folder, 'history')];
  expect(await runOn(emulator, argv)).toMatchObject({ code: 1, out: '' });
  const first = readFileSync(file, 'utf8');
  expect(first).toContain('<html lang="en"');
  expect(first).not.toContain('id="trend"');
  expect(await runOn(emulator, [...argv, '--lang', 'zh'])).toMatchObject({ code: 1, out: '' });
  const second = readFileSync(file, 'utf8');
  expect(second).toContain('<html lang="zh-CN"');
  expect(second).toContain('<h2 id="trend">变化趋势</h2>');
  expect(second.match(/<time>/g)).toHaveLength(2);
  expect(await runOn(emulator, ['check', ...HANGZHOU, '--format', 'html'])).toMatchObject({ code: 1, out: expect.stringMatching(/^<!DOCTYPE html>\n[^]*<\/html>\n$/) });
});
