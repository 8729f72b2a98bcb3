import { isWithinWindow } from '../model/window.ts';
import type { Rule, RuleInForce } from '../model/rule.ts';
import { defineRule } from '../rulebook/index.ts';

const WINDOW_RULE = (): Rule => defineRule({
  id: 'within-maintenance-window',
  title: 'It is the maintenance window of the instance.',
  severity: { reference: 'error', recommended: 'error', strict: 'error' },
  order: 100,
  why: 'The caller asked with --in-window that each instance be changed within its own maintenance window only.',
  needs: ['instance.maintainStartTime', 'instance.maintainEndTime', 'request.now'],
  assert: (facts) => isWithinWindow(facts['instance.maintainStartTime'], facts['instance.maintainEndTime'], new Date(facts['request.now'])),
  saw: 'It is {{request.now}}, the window is {{instance.maintainStartTime}} to {{instance.maintainEndTime}}.',
});

/** The rules with one more: a call may leave only within the instance's maintenance window (`--in-window`). */
export function withWindowRule(rules: readonly RuleInForce[]): RuleInForce[] {
  return [...rules, { rule: WINDOW_RULE(), severity: 'error' }];
}
