import type { Result } from '../../model/result.ts';
import { number } from '../words/common.ts';
import { OUTLOOKS } from '../words/html.ts';
import type { HtmlWords, Outlook } from '../words/html.ts';
import { bar, bdi, code, escape, filterLink, section } from './markup.ts';
import { outlookOf, undecidedOf } from './outlook.ts';

const MOST_NAMED = 12;

/** What was looked at, with what, and whether the result is only a thought. */
export function header(result: Result, words: HtmlWords): string {
  const { scope, tool, rulebook, summary } = result;
  const regions = `${words.instances(summary.instances)}${scope.regions.length === 0 ? '' : ` · ${named(scope.regions)}`}`;
  return `<p class="lead">${escape(regions)}</p>
${noticesOf(result, words).map((notice) => `<p class="notice" role="note"><strong>${escape(notice)}</strong></p>\n`).join('')}<dl>
${factsOf(result, words).map(([label, value]) => `<dt>${escape(label)}</dt><dd>${value}</dd>`).join('\n')}
<dt>${escape(words.labels.tool)}</dt><dd>${escape(`${tool.name} ${tool.version}`)}</dd>
<dt>${escape(words.labels.preset)}</dt><dd>${escape(rulebook.preset)}, ${escape(words.labels.ruleBook)} ${code(rulebook.digest, 12)}</dd>
</dl>`;
}

/** What keeps the result from being the whole truth. */
function noticesOf({ hypothetical, scope: { only, skip } }: Result, words: HtmlWords): string[] {
  return [...(hypothetical ? [words.hypothetical] : []), ...(only.length === 0 ? [] : [words.partialOnly(named(only))]), ...(skip.length === 0 ? [] : [words.partialWithout(named(skip))])];
}

function factsOf({ scope, instances, startedAt, finishedAt }: Result, { labels }: HtmlWords): (readonly [label: string, value: string])[] {
  const accounts = [...new Set(instances.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))].toSorted();
  const narrowed = [...scope.instances, ...[scope.vpc, scope.vswitch, scope.resourceGroup].flatMap((one) => (one === null ? [] : [one])), ...scope.tags];
  const asked = [...(scope.prefix === null ? [] : [`prefix ${scope.prefix}`]), ...(scope.port === null ? [] : [`port ${scope.port}`])];
  return [
    [labels.read, `<time datetime="${escape(finishedAt)}">${escape(startedAt)} – ${escape(finishedAt)}</time>`],
    ...listed(accounts.length === 1 ? labels.account : labels.accounts, accounts),
    ...listed(labels.narrowed, narrowed), ...listed(labels.asked, asked), ...listed(labels.withoutService, scope.withoutService),
    ...listed(labels.attested, scope.attested), ...listed(labels.assumed, scope.assumed),
  ];
}

function listed(label: string, texts: readonly string[]): (readonly [string, string])[] {
  return texts.length === 0 ? [] : [[label, bdi(named(texts))]];
}

function named(texts: readonly string[]): string {
  return `${texts.slice(0, MOST_NAMED).join(', ')}${texts.length > MOST_NAMED ? `, … (${number(texts.length)})` : ''}`;
}

/** How much of the fleet can move now, after a change, never; what is unknown and what has moved. */
export function summarySection(result: Result, words: HtmlWords): string {
  const all = result.instances.length;
  if (all === 0) return section('summary', words.sections.summary, `<p>${escape(words.nothing)}</p>`);
  const sizes = sizesOf(result);
  const perhaps = result.instances.filter((instance) => undecidedOf(instance) > 0).length;
  const card = (outlook: Outlook): string => `<li class="card"><span class="label"><svg class="key" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"><rect class="${outlook}" width="1" height="1"/></svg> ${filterLink({ standing: outlook }, escape(words.outlooks[outlook]))}</span>
<span class="size">${number(sizes[outlook])}</span> <span class="share">${words.share(sizes[outlook], all)}</span>
<span class="hint">${escape(words.outlookHints[outlook])}${outlook === 'eligible' && result.summary.contended > 0 ? ` ${escape(words.contendedCount(result.summary.contended))}` : ''}${outlook === 'fixable' && perhaps > 0 ? ` ${escape(words.undecided.count(perhaps))}` : ''}</span></li>`;
  return section('summary', words.sections.summary, `${bar(OUTLOOKS.map((kind) => ({ kind, size: sizes[kind] })), all, 'bar tall')}
<ul class="cards">
${OUTLOOKS.map(card).join('\n')}
</ul>`);
}

function sizesOf({ instances }: Result): Record<Outlook, number> {
  const sizes: Record<Outlook, number> = { eligible: 0, fixable: 0, unknown: 0, never: 0, enabled: 0 };
  for (const instance of instances) sizes[outlookOf(instance)] += 1;
  return sizes;
}
