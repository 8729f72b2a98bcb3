import { createInterface } from 'node:readline';

/** How a question on a terminal ended: answered, by Ctrl-C, or without an answer that could still come (Ctrl-D, a hang-up). */
export type Reply = { readonly kind: 'answered'; readonly text: string } | { readonly kind: 'interrupted' } | { readonly kind: 'ended' };

/** Puts one question and waits for its line. Never rejects. */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, question: string): Promise<Reply> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    lines.once('SIGINT', () => {
      resolve({ kind: 'interrupted' });
      lines.close();
    });
    lines.once('close', () => resolve({ kind: 'ended' }));
    lines.question(question, (text) => {
      resolve({ kind: 'answered', text });
      lines.close();
    });
  });
}
