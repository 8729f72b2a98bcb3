/** Why a command is not put into a script as one that can be run. */
export type Refusal =
  /** A character that a shell reads as more than itself, outside of quotes. */
  | { readonly kind: 'character'; readonly character: string }
  /** A quote or a backslash at the end that nothing closes. */
  | { readonly kind: 'open' }
  /** A character that cannot be seen. */
  | { readonly kind: 'invisible' }
  /** Not `aliyun PRODUCT OPERATION --Name value …`. */
  | { readonly kind: 'form' }
  /** A word such as <VPC_ID>, which only a person can fill in. */
  | { readonly kind: 'blank'; readonly blank: string };

export type CommandWords = { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'refused'; readonly because: Refusal };

/**
 * The words that a POSIX shell makes of an `aliyun` command, or why it is more than one plain command. What is not
 * certainly plain is refused: a value may hold anything, and no value may become a command, an option or a redirection.
 */
export function commandWords(command: string): CommandWords {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(command)) return refused({ kind: 'invisible' });
  const split = splitWords(command);
  if ('kind' in split) return refused(split);
  if (!hasForm(split)) return refused({ kind: 'form' });
  const blank = split.flatMap((word) => /<[^<>]*>/.exec(word)?.[0] ?? [])[0];
  return blank === undefined ? { kind: 'words', words: split } : refused({ kind: 'blank', blank });
}

function refused(because: Refusal): CommandWords {
  return { kind: 'refused', because };
}

/** The words of a command without expansions, or what stands in the way. */
function splitWords(command: string): string[] | Refusal {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < command.length; at += 1) {
    const character = command.charAt(at);
    if (character === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(command, at);
      if ('kind' in quoted) return quoted;
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 === command.length) return { kind: 'open' };
      at += 1;
      word = (word ?? '') + command.charAt(at);
    } else if (/[A-Za-z0-9_./:@%+=,-]/.test(character)) word = (word ?? '') + character;
    else return { kind: 'character', character };
  }
  return word === null ? words : [...words, word];
}

/** What stands between the quote at that place and the one that ends it. */
function readQuoted(command: string, start: number): { readonly text: string; readonly end: number } | Refusal {
  const quote = command.charAt(start);
  let text = '';
  for (let at = start + 1; at < command.length; at += 1) {
    const character = command.charAt(at);
    if (character === quote) return { text, end: at };
    if (quote === '"' && (character === '$' || character === '`')) return { kind: 'character', character };
    if (quote === '"' && character === '\\' && /[$`"\\]/.test(command.charAt(at + 1))) at += 1;
    text += command.charAt(at);
  }
  return { kind: 'open' };
}

/** Whether these are the words of `aliyun PRODUCT OPERATION --Name value …`, so that no value can be taken for an option. */
function hasForm([program, product = '', operation = '', ...rest]: readonly string[]): boolean {
  if (program !== 'aliyun' || !/^[a-z][a-z0-9-]*$/.test(product) || !/^[A-Z][A-Za-z0-9]*$/.test(operation) || rest.length % 2 !== 0) return false;
  return rest.every((word, at) => (at % 2 === 0 ? /^--[A-Za-z][\w.-]*$/.test(word) : word !== '' && !word.startsWith('-')));
}

/** A word as a POSIX shell reads it back, whatever it holds. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_./-][A-Za-z0-9_./:@%+=,-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
