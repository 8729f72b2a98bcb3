import type { Argument, Help, Option } from 'commander';

/** How help tells the choices and the default of an option: in words, where commander would print them as JSON. */
export const HELP_IN_WORDS: Pick<Help, 'optionDescription' | 'argumentDescription'> = {
  optionDescription: (option) => described(option, defaultOf(option)),
  argumentDescription: (argument) => described(argument, null),
};

function described({ description, argChoices }: Option | Argument, standard: string | null): string {
  const extra = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(', ')}`]),
    ...(standard === null ? [] : [`default: ${standard}`]),
  ];
  return extra.length === 0 ? description : `${description} (${extra.join('; ')})`;
}

function defaultOf({ defaultValue, defaultValueDescription, flags }: Option): string | null {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (Array.isArray(defaultValue)) return defaultValue.join(',');
  if (typeof defaultValue === 'number' && flags.endsWith('<seconds>')) return `${defaultValue} s`;
  if (typeof defaultValue === 'number' && /<(time|duration)>$/.test(flags)) return inTime(defaultValue);
  return typeof defaultValue === 'string' || typeof defaultValue === 'number' ? String(defaultValue) : null;
}

/** Seconds as people say them: 24h, 15m, 90s. */
function inTime(seconds: number): string {
  const [unit, size] = seconds >= 3600 && seconds % 3600 === 0 ? ['h', 3600] as const : seconds >= 120 && seconds % 60 === 0 ? ['m', 60] as const : ['s', 1] as const;
  return `${seconds / size}${unit}`;
}
