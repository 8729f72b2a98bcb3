import { SLOTS } from '../model/data-plane.ts';
import type { Address, SlotRange } from '../model/data-plane.ts';

/** A primary of the slot map, with the ranges it serves. */
export interface MappedPrimary extends Address {
  readonly nodeId: string | null;
  readonly ranges: readonly SlotRange[];
}

export interface SlotMap {
  readonly primaries: readonly MappedPrimary[];
  readonly covered: number;
  readonly gaps: readonly SlotRange[];
}

/** Far more than any instance has: a reply that names more is not believed. */
const MOST_PRIMARIES = 1024;

/** Reads the reply of CLUSTER SLOTS. A node without a host is at the address that was asked. Null where it is not such a reply. */
export function readSlotMap(reply: unknown, asked: Address): SlotMap | null {
  if (!Array.isArray(reply) || reply.length > SLOTS) return null;
  const byAddress = new Map<string, { address: Address; nodeId: string | null; ranges: SlotRange[] }>();
  for (const entry of reply) {
    const read = readEntry(entry, asked);
    if (read === null) return null;
    const key = `${read.address.host} ${read.address.port}`;
    const primary = byAddress.get(key);
    if (primary === undefined) byAddress.set(key, { address: read.address, nodeId: read.nodeId, ranges: [read.range] });
    else primary.ranges.push(read.range);
  }
  if (byAddress.size > MOST_PRIMARIES) return null;
  const primaries = [...byAddress.values()].map(({ address, nodeId, ranges }) => ({ ...address, nodeId, ranges: ranges.toSorted((a, b) => a.first - b.first) }));
  const gaps = gapsBetween(primaries.flatMap(({ ranges }) => ranges));
  return { primaries: primaries.toSorted((a, b) => firstSlot(a) - firstSlot(b)), gaps, covered: SLOTS - slotsIn(gaps) };
}

/** How many slots the ranges hold. */
export function slotsIn(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function firstSlot({ ranges }: MappedPrimary): number {
  return ranges[0]?.first ?? SLOTS;
}

function readEntry(entry: unknown, asked: Address): { readonly range: SlotRange; readonly address: Address; readonly nodeId: string | null } | null {
  if (!Array.isArray(entry)) return null;
  const [first, last, primary]: unknown[] = entry;
  if (!isSlot(first) || !isSlot(last) || last < first || !Array.isArray(primary)) return null;
  const [host, port, nodeId]: unknown[] = primary;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  if (host !== null && typeof host !== 'string') return null;
  const named = host === null || host === '' || host === '?' ? asked.host : host;
  return { range: { first, last }, address: { host: named, port }, nodeId: typeof nodeId === 'string' ? nodeId : null };
}

function isSlot(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < SLOTS;
}

function gapsBetween(ranges: readonly SlotRange[]): readonly SlotRange[] {
  const gaps: SlotRange[] = [];
  let next = 0;
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = Math.max(next, last + 1);
  }
  if (next < SLOTS) gaps.push({ first: next, last: SLOTS - 1 });
  return gaps;
}
