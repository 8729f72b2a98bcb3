import type { NoReply, Reader, Reply } from '../cloud/types.ts';
import { listField } from './field.ts';
import type { Item } from './field.ts';
import { toItem } from './list-instances.ts';
import type { VSwitchReading } from './readings.ts';

const PAGE_SIZE = 50;

/** All vSwitches of a VPC, as far as they came, and why not all did. */
export interface VpcList {
  readonly items: readonly Item[];
  readonly failure: NoReply | null;
}

/** What is wanted of one VPC: some vSwitches, and whether all their neighbours are. */
export interface VpcQuestion {
  readonly region: string;
  readonly vpcId: string;
  readonly ids: readonly string[];
  readonly listWhole: boolean;
}

/**
 * Reads vSwitches of one VPC. One is asked for by itself (unless its neighbours are wanted too: `listWhole`); several are found by listing the VPC (pages in order, as the
 * service refuses jumps), and those that the list lacks or could not bring are asked for by themselves. `listOf` lists the VPC, or gives the list that was read before.
 */
export async function readVSwitches(reader: Reader, { region, vpcId, ids, listWhole }: VpcQuestion, listOf: (region: string, vpcId: string) => Promise<VpcList>): Promise<{ readonly readings: ReadonlyMap<string, VSwitchReading>; readonly neighbours: VSwitchReading['neighbours'] }> {
  const list = ids.length > 1 || listWhole ? await listOf(region, vpcId) : null;
  const neighbours = list === null ? null : list.failure ?? list.items;
  const readings = await Promise.all(ids.map(async (id): Promise<readonly [string, VSwitchReading]> => {
    const listed = list?.items.filter((item) => item.fields['VSwitchId'] === id) ?? [];
    if (listed.length > 0) return [id, { sources: listed, neighbours }];
    const own = await readOne(reader, region, id);
    return [id, { sources: list === null || list.failure === null ? [own] : [own, list.failure], neighbours }];
  }));
  return { readings: new Map(readings), neighbours };
}

async function readOne(reader: Reader, region: string, id: string): Promise<Item | NoReply> {
  const result = await reader.read('DescribeVSwitchAttributes', region, { RegionId: region, VSwitchId: id });
  if (result.kind === 'no-reply' && result.reason !== 'not-found' && result.reason !== 'malformed') return readFromList(reader, region, id, result);
  return result.kind === 'reply' ? toItem(result) : result;
}

/** The list may be allowed where the single read is not. */
async function readFromList(reader: Reader, region: string, id: string, failure: NoReply): Promise<Item | NoReply> {
  const result = await reader.read('DescribeVSwitches', region, { RegionId: region, VSwitchId: id, PageSize: PAGE_SIZE, PageNumber: 1 });
  if (result.kind === 'no-reply') return failure;
  const entries = listField(toItem(result), 'VSwitches', 'VSwitch');
  const own = entries.kind === 'known' ? entries.value.find((entry) => entry.fields['VSwitchId'] === id) : undefined;
  return own ?? failure;
}

/** Lists the vSwitches of a VPC, page after page. */
export async function listVpc(reader: Reader, region: string, vpcId: string): Promise<VpcList> {
  const byId = new Map<unknown, Item>();
  for (let page = 1; ; page++) {
    const result = await reader.read('DescribeVSwitches', region, { RegionId: region, VpcId: vpcId, PageSize: PAGE_SIZE, PageNumber: page });
    if (result.kind === 'no-reply') return { items: [...byId.values()], failure: result };
    const entries = listField(toItem(result), 'VSwitches', 'VSwitch');
    const before = byId.size;
    if (entries.kind === 'unknown' && entries.reason === 'malformed') return { items: [...byId.values()], failure: malformedList(result, entries.detail) };
    if (entries.kind === 'known') for (const entry of entries.value) byId.set(entry.fields['VSwitchId'], entry);
    const isLast = byId.size === before || byId.size >= Number(result.body['TotalCount'] ?? Number.NaN);
    if (isLast) return { items: [...byId.values()], failure: null };
  }
}

/** A list that came but is not one: as doubtful as a reply that cannot be read. */
function malformedList({ operation, requestId, readAt }: Reply, detail: string): NoReply {
  return { kind: 'no-reply', operation, reason: 'malformed', code: null, status: null, detail, requestId, ramAction: null, readAt };
}
