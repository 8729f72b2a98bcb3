import { describe, expect, it } from 'vitest';

import { combine } from '../../src/facts/combine.ts';
import { known, unknown, UNKNOWN_REASONS } from '../../src/model/known.ts';
import type { Known, UnknownReason } from '../../src/model/known.ts';

const at = (second: number): string => `2026-11-24T10:00:0${second}.000Z`;
const says = <T>(value: T, operation = 'A', second = 0): Known<T> => known(value, { operation, requestId: `R-${operation}`, readAt: at(second) });
const cannot = (reason: UnknownReason, operation = 'B'): Known<string> => unknown(reason, `${operation} is ${reason}.`, { operation, readAt: at(5) });

/** What another source leaves as it is, and what it cannot heal. */
const HEALED = { denied: true, throttled: true, timeout: true, unreachable: true, 'server-error': true, 'not-found': true, 'not-returned': true, unsupported: true, 'not-asked': true, 'rule-error': true,
  malformed: false, unrecognised: false, conflict: false } as const satisfies Record<UnknownReason, boolean>;

describe('combine', () => {
  it.each(UNKNOWN_REASONS)('a source that is %s is left to the other only where it did not answer', (reason) => {
    for (const claims of [[says('x'), cannot(reason)], [cannot(reason), says('x')]]) {
      const fact = combine('the fact', claims);
      if (HEALED[reason]) expect(fact).toMatchObject({ kind: 'known', value: 'x' });
      else expect(fact).toMatchObject({ kind: 'unknown', reason, operation: 'B' });
    }
  });

  it.each(UNKNOWN_REASONS)('%s alone stays what it is', (reason) => {
    expect(combine('the fact', [cannot(reason)])).toEqual(cannot(reason));
  });

  it('no source at all is not-asked', () => {
    expect(combine('the fact', [])).toMatchObject({ kind: 'unknown', reason: 'not-asked', operation: null });
  });

  it('two that agree are known by the first and confirmed by the other', () => {
    expect(combine('the fact', [says('x', 'A'), says('x', 'B')])).toMatchObject({ value: 'x', evidence: { operation: 'A' }, confirmedBy: [{ operation: 'B' }] });
  });

  it('two that disagree are a conflict that names both values and both sources', () => {
    const fact = combine('the version', [says('5.0', 'A'), says('4.0', 'B')]);
    expect(fact).toMatchObject({ kind: 'unknown', reason: 'conflict', operation: 'A, B' });
    expect(fact.kind === 'unknown' && fact.detail).toBe('A says the version is "5.0", B says "4.0".');
  });

  it('a third that disagrees with two is a conflict too', () => {
    expect(combine('the version', [says('5.0', 'A'), says('5.0', 'B'), says('4.0', 'C')])).toMatchObject({ reason: 'conflict' });
  });

  it('what failed is told before what was silent', () => {
    expect(combine('the fact', [cannot('not-returned', 'A'), cannot('denied', 'B')])).toMatchObject({ reason: 'denied', operation: 'B' });
    expect(combine('the fact', [cannot('not-asked', 'A'), cannot('not-returned', 'B')])).toMatchObject({ reason: 'not-returned', operation: 'B' });
  });

  it.each([
    { name: 'the later read wins', given: [says('old', 'A', 1), says('new', 'B', 2)], becomes: 'new' },
    { name: 'the later read wins in whatever order they stand', given: [says('new', 'A', 2), says('old', 'B', 1)], becomes: 'new' },
    { name: 'of two at the same moment the one that was read after the other wins', given: [says('first', 'A', 1), says('second', 'B', 1)], becomes: 'second' },
  ])('of a fact that changes by itself $name', ({ given, becomes }) => {
    expect(combine('the status', given, true)).toMatchObject({ kind: 'known', value: becomes });
  });
});
