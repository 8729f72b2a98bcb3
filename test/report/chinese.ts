/**
 * What reads as English on a Chinese page: two words in a row that are neither a command, nor a request or an id. Texts that
 * are quoted from elsewhere are named and left aside.
 */
export function englishIn(page: string, quoted: readonly string[] = []): string[] {
  let text = page.replaceAll(/\s+/g, ' ');
  for (const one of quoted) text = text.replaceAll(one, '');
  text = text.replaceAll(/tair-preflight [^，。；：`）]*/g, '').replaceAll(/\S+=\S*/g, '').replaceAll(/<[^>]*>/g, ' ');
  return [...text.matchAll(/(?<![-\w./=])[A-Za-z][a-z]+(?: [A-Za-z][a-z]+)+(?![-\w./=])/g)].map(([words]) => words);
}
