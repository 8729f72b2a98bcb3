/** A table in which every entry stands once; `at` gives the place of an entry, adding it where it is new. */
export interface InternTable<T> {
  readonly entries: readonly T[];
  /** `make` is called for a new key alone. */
  at(key: string, make: () => T): number;
}

export function makeTable<T>(): InternTable<T> {
  const places = new Map<string, number>();
  const entries: T[] = [];
  return {
    entries,
    at(key, make) {
      const place = places.get(key);
      if (place !== undefined) return place;
      places.set(key, entries.length);
      entries.push(make());
      return entries.length - 1;
    },
  };
}
