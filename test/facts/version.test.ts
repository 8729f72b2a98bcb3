import { describe, expect, it } from 'vitest';

import { versionField } from '../../src/facts/version.ts';

const evidence = { operation: 'DescribeInstances', requestId: 'R', readAt: '2026-11-24T10:00:00.000Z' };

const TABLE: readonly { readonly given: unknown; readonly then: string | { readonly unknown: string } }[] = [
  { given: 5, then: '5.0' },
  { given: '5', then: '5.0' },
  { given: '5.0', then: '5.0' },
  { given: 4, then: '4.0' },
  { given: 2.8, then: '2.8' },
  { given: '5.0.14', then: '5.0' },
  { given: '8.0', then: '8.0' },
  { given: '10.2', then: '10.2' },
  { given: 'banana', then: { unknown: 'malformed' } },
  { given: '5.0-beta', then: { unknown: 'malformed' } },
  { given: ' 5.0', then: { unknown: 'malformed' } },
  { given: '5.0\n', then: { unknown: 'malformed' } },
  { given: '5.', then: { unknown: 'malformed' } },
  { given: '.5', then: { unknown: 'malformed' } },
  { given: '-5', then: { unknown: 'malformed' } },
  { given: '05.0', then: { unknown: 'malformed' } },
  { given: '5.00', then: { unknown: 'malformed' } },
  { given: -5, then: { unknown: 'malformed' } },
  { given: true, then: { unknown: 'malformed' } },
  { given: ['5.0'], then: { unknown: 'malformed' } },
  { given: { major: 5 }, then: { unknown: 'malformed' } },
  { given: undefined, then: { unknown: 'not-returned' } },
  { given: null, then: { unknown: 'not-returned' } },
  { given: 'NULL', then: { unknown: 'not-returned' } },
  { given: '', then: { unknown: 'not-returned' } },
];

describe('versionField', () => {
  it.each(TABLE)('$given is $then', ({ given, then }) => {
    const fact = versionField({ fields: { EngineVersion: given }, evidence }, 'EngineVersion');
    if (typeof then === 'string') expect(fact).toEqual({ kind: 'known', value: then, evidence });
    else expect(fact).toMatchObject({ kind: 'unknown', reason: then.unknown, operation: 'DescribeInstances', requestId: 'R' });
  });

  it('shows the raw value where it is malformed', () => {
    const fact = versionField({ fields: { EngineVersion: 'banana' }, evidence }, 'EngineVersion');
    expect(fact.kind === 'unknown' && fact.detail).toContain('"banana"');
  });
});
