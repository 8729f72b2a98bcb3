/** The entries by key, keys and entries in the order of first appearance. (Map.groupBy needs Node 21.) */
export function groupBy<K, T>(entries: Iterable<T>, keyOf: (entry: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** For sorting texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By region, then id, whatever the order in which the service listed them; what has no region comes first. */
export function byPlace(a: Place, b: Place): number {
  return compareText(a.region ?? '', b.region ?? '') || compareText(a.instanceId, b.instanceId);
}

interface Place {
  readonly region: string | null;
  readonly instanceId: string;
}
