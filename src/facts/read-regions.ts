import type { Reader } from '../cloud/types.ts';
import type { Unread } from '../model/fleet.ts';
import { UsageError } from '../model/faults.ts';
import { listField } from './field.ts';
import { isCredentialsFault, toItem } from './list-instances.ts';

export interface Regions {
  readonly regions: readonly { readonly region: string; readonly endpoint: string | null }[];
  readonly unread: readonly Unread[];
}

/** Every region that DescribeRegions tells, sorted. What it could not tell is in `unread`. */
export async function readRegions(reader: Reader, askedIn: string): Promise<Regions> {
  const result = await reader.read('DescribeRegions', askedIn, { AcceptLanguage: 'en-US' });
  const missing = (reason: Unread['reason'], detail: string, ramAction: string | null = null): Unread =>
    ({ what: { accountId: null, region: null, operation: 'DescribeRegions' }, reason, detail, requestId: result.requestId, ramAction });
  if (result.kind === 'no-reply') {
    if (isCredentialsFault(result.code)) throw new UsageError(`The credentials were not accepted: ${result.detail} Check the access key, its secret and this machine's clock.`);
    return { regions: [], unread: [missing(result.reason, result.detail, result.ramAction)] };
  }
  const entries = listField(toItem(result), 'RegionIds', 'KVStoreRegion');
  if (entries.kind === 'unknown') return { regions: [], unread: [missing(entries.reason, entries.detail)] };
  const endpoints = new Map<string, string | null>();
  let nameless = 0;
  for (const entry of entries.value) {
    const { RegionId: region, RegionEndpoint: endpoint } = entry.fields;
    if (typeof region !== 'string' || region === '') nameless++;
    else endpoints.set(region, typeof endpoint === 'string' && endpoint !== '' ? endpoint : endpoints.get(region) ?? null);
  }
  const regions = [...endpoints].map(([region, endpoint]) => ({ region, endpoint })).toSorted((a, b) => (a.region < b.region ? -1 : 1));
  return { regions, unread: nameless === 0 ? [] : [missing('malformed', `${nameless} entries of DescribeRegions carry no RegionId.`)] };
}
