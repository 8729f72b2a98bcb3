import { describe, expect, it } from 'vitest';

import { rulesInForce } from '../../src/evaluate/rules-in-force.ts';
import type { RuleChoice } from '../../src/evaluate/rules-in-force.ts';
import { UsageError } from '../../src/model/faults.ts';
import type { Rule, RuleBook } from '../../src/model/rule.ts';
import { defineRule } from '../../src/rulebook/index.ts';

const make = (id: string, change: Pick<Partial<Rule>, 'enforced'> & { readonly severity: Partial<Rule['severity']> }): Rule =>
  defineRule({ id, title: 'All is well.', why: 'It matters.', needs: ['instance.name'], assert: () => true, enforced: change.enforced ?? false, severity: change.severity });

const BOOK: RuleBook = {
  digest: 'x',
  rules: [
    make('guard', { enforced: true, severity: { reference: 'warning', recommended: 'error', strict: 'error' } }),
    make('advice', { severity: { recommended: 'warning', strict: 'error' } }),
    make('off-guard', { enforced: true, severity: { strict: 'error' } }),
  ],
};

const choose = (change: Partial<RuleChoice> = {}): Record<string, string> =>
  Object.fromEntries(rulesInForce(BOOK, { preset: 'recommended', only: [], skip: [], leadsToCall: false, ...change }).map(({ rule, severity }) => [rule.id, severity]));

describe('the rules in force', () => {
  it.each<{ readonly name: string; readonly given: Partial<RuleChoice>; readonly becomes: Record<string, string> }>([
    { name: 'are those of the preset', given: {}, becomes: { guard: 'error', advice: 'warning' } },
    { name: 'of another preset', given: { preset: 'strict' }, becomes: { guard: 'error', advice: 'error', 'off-guard': 'error' } },
    { name: 'leave out what a preset does not name', given: { preset: 'reference' }, becomes: { guard: 'warning' } },
    { name: 'are only those named', given: { only: ['advice'] }, becomes: { advice: 'warning' } },
    { name: 'are all but those skipped', given: { skip: ['guard'] }, becomes: { advice: 'warning' } },
    { name: 'are every enforced one, as error, where a call may follow', given: { leadsToCall: true, preset: 'reference' }, becomes: { guard: 'error', 'off-guard': 'error' } },
    { name: 'are every enforced one, whatever is named, where a call may follow', given: { leadsToCall: true, only: ['advice'] }, becomes: { guard: 'error', advice: 'warning', 'off-guard': 'error' } },
    { name: 'leave out advice that is skipped, also where a call may follow', given: { leadsToCall: true, skip: ['advice'] }, becomes: { guard: 'error', 'off-guard': 'error' } },
  ])('$name', ({ given, becomes }) => {
    expect(choose(given)).toEqual(becomes);
  });

  it.each<{ readonly name: string; readonly given: Partial<RuleChoice>; readonly says: string }>([
    { name: 'an id that is none', given: { only: ['advise'] }, says: 'Did you mean advice?' },
    { name: 'an id that is none, also to skip', given: { skip: ['xyzzy'] }, says: '"xyzzy"' },
    { name: 'an enforced rule to skip where a call may follow', given: { leadsToCall: true, skip: ['guard'] }, says: 'guard is enforced' },
  ])('$name is a mistake of the user', ({ given, says }) => {
    expect(() => choose(given)).toThrow(UsageError);
    expect(() => choose(given)).toThrow(says);
  });

  it('tells all mistakes at once', () => {
    expect(() => choose({ leadsToCall: true, only: ['nothing-like-it'], skip: ['guard', 'off-guard'] })).toThrow(expect.objectContaining({ faults: [expect.any(String), expect.any(String), expect.any(String)] }));
  });
});
