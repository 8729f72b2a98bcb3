import type { Advice } from '../model/advice.ts';
import type { TrendPoint } from '../model/history.ts';
import { LANGUAGES } from '../model/language.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { adviseOn } from './advise.ts';
import { CLIENT } from './html/client-text.ts';
import { instancesTable } from './html/instances.ts';
import { escape, hashOf, pageMeta } from './html/markup.ts';
import { pack } from './html/pack.ts';
import { DATA_ID, REQUESTS_ID } from './html/packed.ts';
import { remediesSection } from './html/remedies.ts';
import { HTML_STYLE } from './html/style.ts';
import { header, summarySection } from './html/summary.ts';
import { trendSection } from './html/trend.ts';
import { unreadSection } from './html/unread.ts';
import { vSwitchesSection } from './html/vswitches.ts';
import type { Report } from './report.ts';
import { HTML_WORDS } from './words/html.ts';

/** This one script and this one style; no requests, pictures, fonts, frames or forms of any kind. */
const POLICY = `default-src 'none'; script-src ${hashOf(CLIENT)}; style-src ${hashOf(HTML_STYLE)}; base-uri 'none'; form-action 'none'`;

/**
 * The result as one HTML page that needs nothing else and sends nothing. It reads as a document; where its script may run
 * it lists, filters and opens every instance, in both languages. Whatever comes from outside is escaped. Ends with a newline.
 */
export function reportHtml({ inLanguage, look, trend = [] }: Pick<Report, 'inLanguage' | 'look' | 'trend'>): string {
  const language = look.language ?? 'en';
  const other = LANGUAGES.find((one) => one !== language) ?? 'en';
  const results = { en: inLanguage('en'), zh: inLanguage('zh') };
  const words = HTML_WORDS[language];
  const { data, requests } = pack(results, language, body(results[other], { language: other, trend, listing: '' }));
  return `<!DOCTYPE html>
<html lang="${words.lang}" data-language="${language}">
<head>
${pageMeta(POLICY)}
<title>${escape(words.title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
${body(results[language], { language, trend, listing: instancesTable(results[language], words) })}
<script type="application/octet-stream" id="${DATA_ID}">${data}</script>
<script type="application/octet-stream" id="${REQUESTS_ID}">${requests}</script>
<script>${CLIENT}</script>
</body>
</html>
`;
}

interface BodyParts {
  readonly language: Language;
  readonly trend: readonly TrendPoint[];
  readonly listing: string;
}

/** The document; the script exchanges the elements that have an id when the language is switched. */
function body(result: Result, { language, trend, listing }: BodyParts): string {
  const words = HTML_WORDS[language];
  const told = toldSections(result, adviseOn(result), trend, language);
  const { sections } = words;
  const contents = [...told, { id: 'instances', title: sections.instances }].map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`);
  return `<a class="skip" id="skip" href="#instances">${escape(words.skip)}</a>
<header>
<div class="top"><h1 id="title">${escape(words.title)}</h1><div id="tools" hidden></div></div>
<div id="head">${header(result, words)}</div>
</header>
<nav aria-label="${escape(words.contents)}"><ul id="contents">${contents.join('')}</ul></nav>
<main>
<div id="told">
${told.map(({ markup }) => markup).join('\n')}
</div>
<section aria-labelledby="instances"><h2 id="instances">${escape(sections.instances)}</h2>
<div id="listing">${listing}</div>
</section>
</main>
<footer id="footer"><p>${escape(words.footer)}</p></footer>`;
}

function toldSections(result: Result, advice: Advice, trend: readonly TrendPoint[], language: Language): { readonly id: string; readonly title: string; readonly markup: string }[] {
  const words = HTML_WORDS[language];
  const { sections } = words;
  return [
    { id: 'summary', title: sections.summary, markup: summarySection(result, words) },
    { id: 'trend', title: sections.trend, markup: trendSection(trend, words) },
    { id: 'remedies', title: sections.remedies, markup: remediesSection(advice, language) },
    { id: 'vswitches', title: sections.vSwitches, markup: vSwitchesSection(result, advice, words) },
    { id: 'unread', title: sections.unread, markup: unreadSection(result, language) },
  ].filter(({ markup }) => markup !== '');
}
