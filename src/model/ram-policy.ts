import type { FactName } from './facts.ts';
import type { RuleInForce } from './rule.ts';

/** The commands that a policy is made for: `plan` reads what `apply` reads, `resume` acts as what it resumes. */
export const RAM_COMMANDS = ['check', 'plan', 'apply', 'release'] as const;
export type RamCommand = (typeof RAM_COMMANDS)[number];

/** A RAM policy document, as `aliyun ram CreatePolicy --PolicyDocument` takes it. */
export interface RamPolicyDocument {
  readonly Version: '1';
  readonly Statement: readonly { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: string }[];
}

/** One operation that a command calls, and what becomes of the rules in force where it is denied. */
export interface RamNeed {
  readonly operation: string;
  /** The action to grant, such as kvstore:DescribeInstances; null where every identity may call it. */
  readonly action: string | null;
  readonly resource: string;
  /** What it is called for, beyond the rules: one sentence, or null. */
  readonly purpose: string | null;
  /** The facts that it brings and that rules in force name, sorted. */
  readonly facts: readonly FactName[];
  /** Rules that are unknown without it, sorted by id. */
  readonly unknown: readonly string[];
  /** Rules that are unknown without it only for some instances, or only where another read is denied too. */
  readonly mayBeUnknown: readonly string[];
  /** Facts that another operation decides and that it only confirms. */
  readonly confirms: readonly FactName[];
}

/** The least that a command needs for the rules in force. */
export interface RamPolicy {
  readonly command: RamCommand;
  readonly document: RamPolicyDocument;
  /** In the order in which the command calls them. */
  readonly needs: readonly RamNeed[];
  readonly rules: readonly RuleInForce[];
}
