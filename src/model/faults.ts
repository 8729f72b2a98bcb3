/**
 * The user's mistake: one sentence a line, every fault at once, without control characters, which files may hold. Ends the program with exit code 2 before
 * anything is judged or sent.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly faults: readonly string[];

  constructor(faults: string | readonly string[]) {
    const list = (typeof faults === 'string' ? [faults] : faults).map(withoutControls);
    super(list.join('\n'));
    this.faults = list;
  }
}

/** Ends of lines stay; what moves a cursor, colours, or turns the direction of writing does not. */
function withoutControls(sentence: string): string {
  return sentence.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
}
