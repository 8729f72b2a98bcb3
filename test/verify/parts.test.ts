import { describe, expect, it } from 'vitest';

import { habitsIn, readCommandStats } from '../../src/verify/command-stats.ts';
import type { Connection } from '../../src/verify/connection.ts';
import { keyForEach, slotOfKey } from '../../src/verify/key-slot.ts';
import { measureLatency } from '../../src/verify/latency.ts';
import { readSlotMap } from '../../src/verify/slot-map.ts';

const ASKED = { host: 'direct.example', port: 6379 };

describe('the slot map', () => {
  it('gathers the ranges of a primary and finds the gaps between all', () => {
    const map = readSlotMap([[5, 9, ['10.0.0.1', 7000, 'a']], [0, 3, ['10.0.0.1', 7000, 'a']], [11, 16_383, ['10.0.0.2', 7000, 'b'], ['10.0.0.3', 7000, 'c']]], ASKED);
    expect(map).toEqual({
      primaries: [
        { host: '10.0.0.1', port: 7000, nodeId: 'a', ranges: [{ first: 0, last: 3 }, { first: 5, last: 9 }] },
        { host: '10.0.0.2', port: 7000, nodeId: 'b', ranges: [{ first: 11, last: 16_383 }] },
      ],
      gaps: [{ first: 4, last: 4 }, { first: 10, last: 10 }],
      covered: 16_382,
    });
  });

  it('counts a slot that two primaries claim once', () => {
    expect(readSlotMap([[0, 16_383, ['a', 1]], [5, 5, ['b', 1]]], ASKED)).toMatchObject({ covered: 16_384, gaps: [] });
  });

  it.each([[null], ['']])('takes a node that announces the host %j to be where it was asked', (host) => {
    expect(readSlotMap([[0, 1, [host, 7000]]], ASKED)?.primaries).toMatchObject([{ host: 'direct.example', port: 7000 }]);
  });

  it.each([
    ['no list', 'OK'], ['no range', [['a', 'b', ['h', 1]]]], ['a slot too many', [[0, 16_384, ['h', 1]]]], ['a range that runs backwards', [[9, 2, ['h', 1]]]],
    ['no primary', [[0, 1]]], ['no port', [[0, 1, ['h', 0]]]], ['a host that is no text', [[0, 1, [7, 1]]]],
  ])('is none where there is %s', (_what, reply) => {
    expect(readSlotMap(reply, ASKED)).toBeNull();
  });
});

describe('keys and slots', () => {
  it('agree with the specification and with Redis', () => {
    expect(slotOfKey('123456789')).toBe(0x31c3);
    expect(slotOfKey('foo')).toBe(12_182);
    expect(slotOfKey('')).toBe(0);
  });

  it('gives every primary a key of its own, however many there are', () => {
    const primaries = Array.from({ length: 256 }, (_, at) => ({ host: 'h', port: at + 1, nodeId: null, ranges: [{ first: at * 64, last: at * 64 + 63 }] }));
    const keys = keyForEach(primaries);
    expect(keys.size).toBe(256);
    for (const [{ ranges: [range] }, key] of keys) {
      expect(slotOfKey(key)).toBeGreaterThanOrEqual(range?.first ?? Infinity);
      expect(slotOfKey(key)).toBeLessThanOrEqual(range?.last ?? -1);
    }
  });
});

describe('command statistics', () => {
  it('are summed over shards and subcommands; commands that are no habit and those never called are left out', () => {
    const one = readCommandStats('# Commandstats\r\ncmdstat_get:calls=9,usec=1,usec_per_call=1.00\r\ncmdstat_MGET:calls=2,usec=5,usec_per_call=2.5,rejected_calls=0,failed_calls=0\r\ncmdstat_swapdb:calls=0,usec=0,usec_per_call=0\r\n');
    const two = readCommandStats('# Commandstats\r\ncmdstat_mget:calls=3,usec=1\r\ncmdstat_script|load:calls=1,usec=1\r\ncmdstat_script|exists:calls=1,usec=1\r\ncmdstat_iinfo:calls=4,usec=1\r\n');
    expect(habitsIn([one ?? new Map(), two ?? new Map()])).toEqual([
      { command: 'MGET', habit: 'multi-key', calls: 5 }, { command: 'IINFO', habit: 'proxy-only', calls: 4 }, { command: 'SCRIPT', habit: 'script', calls: 2 },
    ]);
  });

  it('of a shard that was just started are none', () => expect(readCommandStats('# Commandstats\r\n')).toEqual(new Map()));
  it.each([[''], [null], ['# Server\r\nredis_version:5']])('are not read from %j', (reply) => expect(readCommandStats(reply)).toBeNull());
});

describe('the latency', () => {
  function connection(seconds: readonly number[], calls: string[]): Connection {
    let at = 0;
    return {
      address: ASKED,
      send: async (command) => {
        calls.push(command);
        await new Promise((resolve) => { setTimeout(resolve, (seconds[at++ % seconds.length] ?? 0) * 1000); });
        return { kind: 'reply', value: 'PONG' };
      },
      close: () => undefined,
    };
  }

  it('is measured with as many PINGs on either side, those of the direct side going round the shards', async () => {
    const calls: [string[], string[], string[]] = [[], [], []];
    const measured = await measureLatency({ direct: [connection([0.001], calls[0]), connection([0.001], calls[1])], proxy: connection([0.003], calls[2]), samples: 10, most: 5 });
    expect(calls.map((list) => list.length)).toEqual([5, 5, 10]);
    expect(measured.direct?.samples).toBe(10);
    expect(measured.proxy?.p50 ?? 0).toBeGreaterThan(measured.direct?.p50 ?? Infinity);
  });

  it('ends in time, with as many on either side', async () => {
    const measured = await measureLatency({ direct: [connection([0.02], [])], proxy: connection([0.02], []), samples: 150, most: 0.2 });
    expect(measured.direct?.samples).toBeLessThan(10);
    expect(measured.direct?.samples).toBe(measured.proxy?.samples);
  });

  it('takes percentiles by nearest rank', async () => {
    const measured = await measureLatency({ direct: [connection([...Array.from({ length: 9 }, () => 0.002), 0.06], [])], proxy: null, samples: 10, most: 5 });
    expect(measured.direct?.p50).toBeLessThan(50);
    expect(measured.direct?.p95).toBeGreaterThan(50);
  });

  it('is null on a side that failed, and that side is not asked again', async () => {
    const calls: string[] = [];
    const bad: Connection = { ...connection([0], calls), send: (command) => { calls.push(command); return Promise.resolve({ kind: 'failed', failure: { kind: 'closed', saw: 'the connection was closed' } }); } };
    const measured = await measureLatency({ direct: [connection([0], [])], proxy: bad, samples: 10, most: 5 });
    expect(measured).toMatchObject({ direct: { samples: 10 }, proxy: null });
    expect(calls).toHaveLength(1);
  });
});
