import type { Command } from 'commander';

/** Options that a plan does not carry, and that apply judges with again. */
const AGAIN = ['waivers', 'rules', 'facts', 'only', 'skip', 'config', 'profile', 'network'];

/** What of a command line apply of its plan wants again, a word each: what the configuration says it reads by itself. */
export function optionsForApply(command: Command): string[] {
  return AGAIN.flatMap((name) => {
    const option = command.options.find((one) => one.attributeName() === name && !one.negate);
    if (option?.long === undefined || command.getOptionValueSource(name) !== 'cli') return [];
    const value: unknown = command.getOptionValue(name);
    if (value === false) return [`--no-${name}`];
    return (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => (typeof one === 'string' ? [option.long ?? '', one] : []));
  });
}
