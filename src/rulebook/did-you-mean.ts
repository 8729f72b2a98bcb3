import { nearest } from '../model/nearest.ts';

/** A closing part of a sentence that offers the nearest of some words, such as `; did you mean "error"?`, or "" where none is near. */
export function didYouMean(word: string, offered: Iterable<string>): string {
  const near = nearest(word, offered);
  return near === null ? '' : `; did you mean ${JSON.stringify(near)}?`;
}
