import { known } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import { show, textField, unusable } from './field.ts';
import type { Item } from './field.ts';

/** An engine version as major.minor: 5, "5" and "5.0" on the wire are all "5.0". A well-formed new version is known; one with idle zeros ("5.00") is not well-formed. */
export function versionField(item: Item, name: string): Known<string> {
  const text = textField(item, name);
  if (text.kind === 'unknown') return text;
  if (text.value === '') return unusable(item, 'not-returned', `${item.evidence.operation} returned an empty ${name}.`);
  const [, major, minor] = /^(0|[1-9]\d{0,3})(?:\.(0|[1-9]\d{0,3})(?:\.\d{1,6})*)?$/.exec(text.value) ?? [];
  if (major === undefined) return unusable(item, 'malformed', `Expected a version such as 5.0 in ${name}; ${item.evidence.operation} returned ${show(text.value)}.`);
  return known(`${major}.${minor ?? '0'}`, item.evidence);
}
