import type { ClientWords } from '../../words/html-client.ts';
import { element } from './dom.ts';

const SHOWN_FOR = 2000;

/** Puts a text on the clipboard and says so on the button; where the browser forbids it, the text is selected instead. */
export async function copyFrom(from: HTMLButtonElement, text: string, words: ClientWords, shown: HTMLElement | null): Promise<void> {
  const before = from.textContent;
  const isCopied = await copy(text, from);
  if (!isCopied && shown !== null) getSelection()?.selectAllChildren(shown);
  from.textContent = isCopied ? words.copied : words.notCopied;
  const status = from.ownerDocument.getElementById('status');
  if (status !== null) status.textContent = from.textContent;
  setTimeout(() => { from.textContent = before; }, SHOWN_FOR);
}

async function copy(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text, beside);
  }
}

/** Where there is no clipboard to write to: out of a field that is there for that moment. */
function copyTheOldWay(text: string, beside: HTMLElement): boolean {
  const field = element('textarea', { class: 'away', 'aria-hidden': 'true', tabindex: -1 });
  field.value = text;
  beside.after(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  beside.focus();
  return isCopied;
}
