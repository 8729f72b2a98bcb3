import type { Language } from '../model/language.ts';

/** How a text for people shall look: cells a line (below 60 is taken as 60), whether terminal colours may be used, and the language; English where none is named. */
export interface Look {
  readonly width: number;
  readonly color: boolean;
  readonly language?: Language;
}
