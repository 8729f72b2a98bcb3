// Bundles the script of the HTML report into src/report/html/client-text.ts: `npm run client`. A test finds a text that is not what this writes.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

const MAIN = fileURLToPath(new URL('../src/report/html/client/main.ts', import.meta.url));
const TEXT = fileURLToPath(new URL('../src/report/html/client-text.ts', import.meta.url));

/** The module that holds the script, as it must stand in the repository. */
export async function clientModule() {
  const bundle = await rolldown({ input: MAIN, logLevel: 'warn', platform: 'browser' });
  const { output: [{ code }] } = await bundle.generate({ format: 'iife', minify: true, comments: false });
  await bundle.close();
  if (/<\/?script|<!--/i.test(code)) throw new Error('The script holds markup that would end it within a page.');
  return `/** Written by scripts/embed-client.mjs out of client/main.ts: the script of the HTML report. Do not edit; run \`npm run client\`. */\nexport const CLIENT = ${JSON.stringify(code.trim())};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TEXT, await clientModule());
