import type { ClientWords } from '../../words/html-client.ts';
import { button } from './dom.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'tair-preflight-theme';

/** The buttons of the page: colours, language, print. */
export function makeTools(words: ClientWords, otherLanguage: 'en' | 'zh-CN', onLanguage: () => void): readonly HTMLElement[] {
  return [
    button(words.theme[themeNow()], (one) => {
      setTheme(THEMES[(THEMES.indexOf(themeNow()) + 1) % THEMES.length] ?? 'auto');
      one.textContent = words.theme[themeNow()];
    }, { id: 'theme' }),
    button(words.language, onLanguage, { id: 'language', lang: otherLanguage }),
    button(words.print, () => print(), { id: 'print' }),
  ];
}

/** The theme that was chosen before, where the browser keeps it for this page. */
export function restoreTheme(): void {
  try {
    setTheme(THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto');
  } catch {
    setTheme('auto');
  }
}

function themeNow(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset['theme']) ?? 'auto';
}

function setTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A page that may keep nothing has its colours until it is closed.
  }
}
