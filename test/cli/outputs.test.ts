import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import { toOutputs, writeWhole } from '../../src/cli/outputs.ts';
import { newFolder } from './support.ts';

const outputs = (...given: string[]) => toOutputs(given, ['table', 'json'], 'table');

describe('--format NAME[=FILE]', () => {
  test('is the fallback on standard output where none is given', () => {
    expect(outputs()).toEqual([{ format: 'table', file: null }]);
  });

  test('keeps every "=" after the first in the file name', () => {
    const file = join(newFolder(), 'a=b.json');
    expect(outputs(`json=${file}`)).toEqual([{ format: 'json', file }]);
  });

  test('refuses every fault at once, each in a sentence', () => {
    const folder = newFolder();
    expect(() => outputs('jsn', 'json', 'table', `json=${folder}`, 'json=', `json=${folder}/none/x.json`)).toThrow(expect.objectContaining({ faults: [
      'There is no format "jsn". Choose one of table, json.',
      `${folder} is a folder; --format NAME=FILE wants a file.`,
      '--format NAME=FILE wants the name of a file.',
      `${folder}/none/x.json cannot be written: it or its folder is missing or closed to you.`,
      'Only one --format can go to standard output; give the others a file: --format json=result.json.',
    ] }));
  });

  test('refuses one file for two formats, however it is spelt', () => {
    const folder = newFolder();
    expect(() => outputs(`json=${folder}/a`, `table=${folder}/./a`)).toThrow(`${folder}/a is named by more than one --format`);
  });
});

describe('a written file', () => {
  test('is whole, and leaves nothing beside it', () => {
    const folder = newFolder();
    writeWhole(join(folder, 'a'), 'text');
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('keeps its mode', () => {
    const file = join(newFolder(), 'a');
    writeFileSync(file, 'old');
    chmodSync(file, 0o600);
    writeWhole(file, 'new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('stays behind the link that names it', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real', 'target'), join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'first'); // the target is not there yet
    writeWhole(join(folder, 'link'), 'second');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real', 'target'), 'utf8')).toBe('second');
    expect(readdirSync(join(folder, 'real'))).toEqual(['target']);
  });

  test('is a pipe or a device where one stands: it is written to, never replaced', async () => {
    const pipe = join(newFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    writeWhole(pipe, 'through');
    expect(await text(reader.stdout)).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test('leaves the old one as it was where the folder has gone', () => {
    const file = join(newFolder(), 'gone', 'a');
    expect(() => writeWhole(file, 'text')).toThrow('ENOENT');
    expect(existsSync(file)).toBe(false);
  });
});
