import type { Language } from '../../../model/language.ts';
import { COLUMNS, OUTLOOKS } from '../../words/html.ts';
import type { Column, Outlook } from '../../words/html.ts';

/** What the reader looks at: what the address of the page holds after its "#". */
export interface View {
  /** Empty: all. */
  readonly standing: readonly Outlook[];
  readonly region: string | null;
  /** Instances that the rule did not pass, failed or unknown. */
  readonly rule: string | null;
  /** "key=value". */
  readonly tag: string | null;
  readonly text: string;
  readonly sort: Column;
  readonly isDescending: boolean;
  /** The id of the instance whose drawer is open; with its region where the id alone does not tell it. */
  readonly open: string | null;
  readonly language: Language;
}

/** The view without filters. */
export function plainView(language: Language): View {
  return { standing: [], region: null, rule: null, tag: null, text: '', sort: 'id', isDescending: false, open: null, language };
}

/** The view that a hash describes; what it does not say, or says wrongly, is as without it. Sorting and language stay where it does not name them. */
export function readHash(hash: string, before: View): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const sort = given.get('sort');
  const named = (given.get('standing') ?? '').split(',');
  const lang = given.get('lang');
  return {
    standing: OUTLOOKS.filter((outlook) => named.includes(outlook)),
    region: given.get('region'),
    rule: given.get('rule'),
    tag: given.get('tag'),
    text: given.get('text') ?? '',
    sort: sort === null ? before.sort : COLUMNS.find((column) => column === sort) ?? 'id',
    isDescending: sort === null ? before.isDescending : given.get('order') === 'desc',
    open: given.get('open'),
    language: lang === 'en' || lang === 'zh' ? lang : before.language,
  };
}

/** The hash of a view, "#" first; only what differs from the plain view stands in it, so that links stay short. */
export function writeHash(view: View, language: Language): string {
  const hash = new URLSearchParams();
  if (view.standing.length > 0) hash.set('standing', view.standing.join(','));
  for (const key of ['region', 'rule', 'tag'] as const) {
    const value = view[key];
    if (value !== null) hash.set(key, value);
  }
  if (view.text !== '') hash.set('text', view.text);
  if (view.sort !== 'id' || view.isDescending) hash.set('sort', view.sort);
  if (view.isDescending) hash.set('order', 'desc');
  if (view.language !== language) hash.set('lang', view.language);
  if (view.open !== null) hash.set('open', view.open);
  return `#${hash.toString()}`;
}

/** Whether any filter narrows the list. */
export function isFiltered({ standing, region, rule, tag, text }: View): boolean {
  return standing.length > 0 || region !== null || rule !== null || tag !== null || text !== '';
}
