import { expect, it } from 'vitest';

import { startEmulator } from '../../src/emulator/start-emulator.ts';
import { cli, envFor } from '../support/cli.ts';

it('a terminal shows how many entries have ended and what the others are at; elsewhere there are plain lines', async () => {
  const emulator = await startEmulator({ fleet: { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }], instances: ['r-a', 'r-b'].map((id) => ({ id, vSwitch: 'vsw-a' })), settings: { settle: 0.3 } } });
  try {
    const argv = ['apply', 'r-a', 'r-b', '--region', 'cn-hangzhou', '--yes', '--poll', '0.05'];
    const onTerminal = await cli(argv, envFor(emulator), { stderrIsTerminal: true, columns: 120 });
    expect(onTerminal.code).toBe(0);
    expect(onTerminal.err).toContain('\r\u001B[K0 of 2 ended; r-a reading');
    expect(onTerminal.err).toContain('r-a changing (status NetworkModifying)');
    expect(onTerminal.err).toContain('1 of 2 ended; r-b reading');
    emulator.mutate((state) => { for (const one of state.instances.values()) one.endpoints = one.endpoints.filter((endpoint) => !endpoint.direct); });
    const elsewhere = await cli(argv, envFor(emulator));
    expect(elsewhere.err).not.toContain('\u001B');
    expect(elsewhere.err).toContain('[1/2] r-a: done.');
  } finally {
    await emulator.stop();
  }
});
