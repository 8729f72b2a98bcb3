import { DATA_ID, REQUESTS_ID } from '../packed.ts';
import type { Packed } from '../packed.ts';
import { byId } from './dom.ts';

/** What the page carries: the packed result, and the request ids. Throws where the browser cannot inflate. */
export async function readPacked(): Promise<{ readonly packed: Packed; readonly uuids: Uint8Array }> {
  const bytes = bytesOf(byId(DATA_ID).textContent ?? '');
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  // oxlint-disable-next-line typescript/consistent-type-assertions -- written by pack.ts into this very page
  return { packed: await new Response(stream).json() as Packed, uuids: bytesOf(byId(REQUESTS_ID).textContent ?? '') };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
