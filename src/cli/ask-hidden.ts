import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import type { Reply } from './ask.ts';

/** Puts one question and waits for its line, of which nothing is shown. For a terminal alone. Never rejects. */
export function askHiddenOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, question: string): Promise<Reply> {
  return new Promise((resolve) => {
    output.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
    const finish = (reply: Reply): void => {
      resolve(reply);
      lines.close();
    };
    lines.once('SIGINT', () => finish({ kind: 'interrupted' }));
    lines.once('line', (text) => {
      output.write('\n');
      finish({ kind: 'answered', text });
    });
    lines.once('close', () => resolve({ kind: 'ended' }));
  });
}
