import { byId } from './dom.ts';

/** The parts of the document that are told in a language; each is swapped as a whole. */
const PARTS = ['skip', 'title', 'head', 'contents', 'told', 'instances', 'footer'] as const;

/** Exchanges the parts of the document for those in the other language, there and back. `other` is markup of our own. */
export function makeSwap(other: string): () => void {
  const kept = new DOMParser().parseFromString(other, 'text/html');
  return () => {
    for (const part of PARTS) {
      const [here, there] = [byId(part), kept.getElementById(part)];
      if (there === null) continue;
      const [mine, theirs] = [[...here.childNodes], [...there.childNodes]];
      here.replaceChildren(...theirs);
      there.replaceChildren(...mine);
    }
    const [here, there] = [document.querySelector('nav'), kept.querySelector('nav')];
    const [mine, theirs] = [here?.getAttribute('aria-label') ?? '', there?.getAttribute('aria-label') ?? ''];
    here?.setAttribute('aria-label', theirs);
    there?.setAttribute('aria-label', mine);
  };
}
