import { PassThrough } from 'node:stream';

import { expect, test } from 'vitest';

import { askOn } from '../../src/cli/ask.ts';

/** A stream that readline takes for a terminal. */
function terminal(): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough(), { isTTY: true, columns: 80, setRawMode: () => undefined });
}

async function ask(typed: string): Promise<unknown> {
  const input = terminal();
  const reply = askOn(input, terminal(), 'Send? ');
  input.write(typed);
  return reply;
}

test('a line is the answer', async () => {
  expect(await ask('yes\r')).toEqual({ kind: 'answered', text: 'yes' });
});

test('Ctrl-C interrupts', async () => {
  expect(await ask('ye\u0003')).toEqual({ kind: 'interrupted' });
});

test('Ctrl-D is no answer', async () => {
  expect(await ask('\u0004')).toEqual({ kind: 'ended' });
});

test('neither is an input that ends', async () => {
  const input = new PassThrough();
  const reply = askOn(input, new PassThrough(), 'Send? ');
  input.end();
  expect(await reply).toEqual({ kind: 'ended' });
});
