import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { acceptedIds, applyOf, callsOf, cloudOf, endsOf, entryOf, newFolder, on, planOn, resumeOf, when } from './runs.ts';

describe('a prefix that another instance took since the plan was made', () => {
  const names = { prefixTemplate: 'direct{id}' };

  it('withholds its entry, though the instance itself cannot tell', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-other': 'vsw-1' }));
    const written = await planOn(emulator, { ...names, instances: ['r-a'] });
    emulator.mutate((state) => {
      const other = state.instances.get('r-other');
      if (other !== undefined) other.endpoints = other.endpoints.map((endpoint) => ({ ...endpoint, connectionString: 'directra.redis.rds.aliyuncs.com' }));
    });
    expect(entryOf(await applyOf(written), 'r-a')).toMatchObject({ outcome: 'withheld', rule: 'prefix-not-in-use' });
    expect(callsOf(emulator)).toEqual([]);
  });

  it('is unknown where the instances of the region cannot be listed', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator, { ...names, instances: ['r-a'] });
    emulator.setFaults([{ operation: 'DescribeInstances', kind: 'error', status: 403, code: 'Forbidden.RAM', times: 1 }]);
    expect(entryOf(await applyOf(written), 'r-a')).toMatchObject({ outcome: 'withheld', rule: 'prefix-not-in-use' });
    expect(callsOf(emulator)).toEqual([]);
  });
});

describe('an assumption', () => {
  it('never reaches a resume', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }));
    const written = await planOn(emulator);
    await applyOf(written, { maxMutations: 1 });
    await expect(resumeOf(written, { assume: new Map([['ssl.enabled', false]]) })).rejects.toThrow('--assume');
    expect(acceptedIds(emulator)).toHaveLength(1);
  });
});

describe('credentials that end between two entries', () => {
  it('end the run with the truth about what was done', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }));
    const written = await planOn(emulator);
    const ending = when('[1/2]', () => emulator.setFaults([{ operation: '*', kind: 'error', status: 400, code: 'InvalidSecurityToken.Expired' }]));
    const outcome = await applyOf(written, {}, ending);
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'not-started' });
    expect(entryOf(outcome, 'r-b').detail).toMatch(/credentials were not accepted/);
    emulator.setFaults([]);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });
});

describe('a plan file', () => {
  it('is used once, wherever its journal is', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    const elsewhere = join(newFolder(), 'journal');
    await applyOf(written, { journal: elsewhere });
    expect(readFileSync(`${written.file}.used`, 'utf8')).toBe(`${written.plan.id} ${elsewhere}\n`);
    await expect(applyOf(written)).rejects.toThrow(elsewhere);
    expect(acceptedIds(emulator)).toEqual(['r-a']);
  });

  it('is not used up by a run that sent nothing', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    emulator.setFaults([{ operation: 'DescribeInstanceSSL', kind: 'deny' }]);
    expect(endsOf(await applyOf(written))).toEqual({ 'r-a': 'withheld' });
    expect([existsSync(`${written.file}.used`), existsSync(written.journal)]).toEqual([false, false]);
    emulator.setFaults([]);
    expect(endsOf(await applyOf(written))).toEqual({ 'r-a': 'done' });
  });
});
