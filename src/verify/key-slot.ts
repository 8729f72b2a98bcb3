import { SLOTS } from '../model/data-plane.ts';
import type { MappedPrimary } from './slot-map.ts';

/** The slot of a key without braces: CRC16 (XMODEM) modulo 16,384, as the Redis Cluster specification has it. */
export function slotOfKey(key: string): number {
  let crc = 0;
  for (const byte of Buffer.from(key)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc % SLOTS;
}

const MOST_TRIES = 100_000;

/** For each primary a key that lies on it, or none where no tried key does. The names are such that nobody has such a key. */
export function keyForEach(primaries: readonly MappedPrimary[]): ReadonlyMap<MappedPrimary, string> {
  const found = new Map<MappedPrimary, string>();
  for (let number = 0; number < MOST_TRIES && found.size < primaries.length; number += 1) {
    const key = `tair-preflight:verify:${number}`;
    const slot = slotOfKey(key);
    const owner = primaries.find(({ ranges }) => ranges.some(({ first, last }) => slot >= first && slot <= last));
    if (owner !== undefined && !found.has(owner)) found.set(owner, key);
  }
  return found;
}
