import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { faultSchema, loadFaults } from '../../src/emulator/fault-file.ts';
import { fleetSchema } from '../../src/emulator/fleet-file.ts';
import { loadFleet } from '../../src/emulator/load-fleet.ts';
import { PRODUCTS } from '../../src/emulator/operations/products.ts';
import { startEmulator, type Emulator } from '../../src/emulator/start-emulator.ts';
import { fleetOf, instance } from './fleets.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const DOC = readFileSync(`${ROOT}docs/emulator.md`, 'utf8');

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

const fences = (language: string): readonly string[] => [...DOC.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '');

/** The words in code style of a table's column (counted from 0), by the text that its head begins with. */
function column(head: string, at = 0): readonly string[] {
  const lines = DOC.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${head}`));
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first + 2, first + length).flatMap((row) => [...(row.split(/(?<!\\)\|/)[at + 1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
}

/** The paths of everything that a schema takes, `[]` standing for each of a list; maps of any keys count as one. */
function pathsOf(schema: z.core.$ZodType, path = ''): readonly string[] {
  if (schema instanceof z.ZodOptional) return pathsOf(schema.unwrap(), path);
  if (schema instanceof z.ZodArray && pathsOf(schema.element).length > 1) return pathsOf(schema.element, `${path}[]`);
  if (schema instanceof z.ZodObject) return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, value]) => pathsOf(value, path === '' ? key : `${path}.${key}`));
  return [path];
}

describe('the page about the emulator', () => {
  it('names everything that a fleet file takes, and nothing else', () => {
    const told = [
      ...column('instance, in').map((key) => `instances[].${key}`),
      ...column('vSwitch, in').map((key) => `vSwitches[].${key}`),
      ...column('elsewhere'),
    ];
    expect(told.toSorted()).toEqual(pathsOf(fleetSchema).toSorted());
    expect(told.length).toBeGreaterThan(70);
  });

  it('names every operation of every product, and nothing else', () => {
    const products = [...PRODUCTS.values()];
    expect(column('product', 1)).toEqual(products.flatMap((product) => [...product.operations.keys()]));
    const changing = products.flatMap((product) => [...product.operations].filter(([, operation]) => operation.mutates).map(([name]) => name));
    expect(column('operation').toSorted()).toEqual(changing.toSorted());
  });

  it('names every kind of fault with what it takes, and nothing else', () => {
    const common = ['operation', 'kind', ...column('for every kind')];
    const kinds = faultSchema.options.map((option) => {
      const keys = Object.keys(option.shape);
      return [[...option.shape.kind.values][0], keys.filter((key) => !common.includes(key))] as const;
    });
    expect(column('kind')).toEqual(kinds.map(([kind]) => kind));
    expect(column('kind', 2)).toEqual(kinds.flatMap(([, keys]) => keys));
    for (const option of faultSchema.options) expect(Object.keys(option.shape)).toEqual(expect.arrayContaining(common));
  });

  it('shows a fleet and faults that load', () => {
    const [fleet = '', faults = ''] = fences('yaml');
    expect(loadFleet(fleet, 'fleet.yaml').instances).toHaveLength(2);
    expect(loadFaults(faults, 'faults.yaml').map((fault) => fault.kind)).toEqual(['deny', 'throttle', 'lost', 'latency']);
  });

  it.each(fences('js').map((code) => ({ name: /pop-core|r-kvstore20150101/.exec(code)?.[0] ?? 'a client', code })))('shows code that works: $name', async ({ code }) => {
    emulator = await startEmulator({ fleet: fleetOf([instance('r-1'), instance('r-2')]) });
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code.replaceAll('8080', String(emulator.port))], { cwd: ROOT });
    expect((await run).stdout).toBe('2\n');
    expect(emulator.calls()).toEqual({ DescribeInstances: 1 });
  });
});
