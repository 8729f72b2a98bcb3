import { describe, expect, it } from 'vitest';

import { versionField } from '../../src/facts/version.ts';

const evidence = { operation: 'DescribeInstances', requestId: 'R', readAt: '2026-11-24T10:00:00.000Z' };

const TABLE: readonly { readonly given: unknown; readonly becomes: string | { readonly unknown: string } }[] = [
  { given: 5, becomes: '5.0' },
  { given: '5', becomes: '5.0' },
  { given: '5.0', becomes: '5.0' },
  { given: 4, becomes: '4.0' },
  { given: 2.8, becomes: '2.8' },
  { given: '5.0.14', becomes: '5.0' },
  { given: '8.0', becomes: '8.0' },
  { given: '10.2', becomes: '10.2' },
  { given: 'banana', becomes: { unknown: 'malformed' } },
  { given: '5.0-beta', becomes: { unknown: 'malformed' } },
  { given: ' 5.0', becomes: { unknown: 'malformed' } },
  { given: '5.0\n', becomes: { unknown: 'malformed' } },
  { given: '5.', becomes: { unknown: 'malformed' } },
  { given: '.5', becomes: { unknown: 'malformed' } },
  { given: '-5', becomes: { unknown: 'malformed' } },
  { given: '05.0', becomes: { unknown: 'malformed' } },
  { given: '5.00', becomes: { unknown: 'malformed' } },
  { given: -5, becomes: { unknown: 'malformed' } },
  { given: true, becomes: { unknown: 'malformed' } },
  { given: ['5.0'], becomes: { unknown: 'malformed' } },
  { given: { major: 5 }, becomes: { unknown: 'malformed' } },
  { given: undefined, becomes: { unknown: 'not-returned' } },
  { given: null, becomes: { unknown: 'not-returned' } },
  { given: 'NULL', becomes: { unknown: 'not-returned' } },
  { given: '', becomes: { unknown: 'not-returned' } },
];

describe('versionField', () => {
  it.each(TABLE)('$given is $becomes', ({ given, becomes }) => {
    const fact = versionField({ fields: { EngineVersion: given }, evidence }, 'EngineVersion');
    if (typeof becomes === 'string') expect(fact).toEqual({ kind: 'known', value: becomes, evidence });
    else expect(fact).toMatchObject({ kind: 'unknown', reason: becomes.unknown, operation: 'DescribeInstances', requestId: 'R' });
  });

  it('shows the raw value where it is malformed', () => {
    const fact = versionField({ fields: { EngineVersion: 'banana' }, evidence }, 'EngineVersion');
    expect(fact.kind === 'unknown' && fact.detail).toContain('"banana"');
  });
});
