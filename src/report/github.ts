import type { Language } from '../model/language.ts';
import type { Result, ResultFinding } from '../model/result.ts';
import { reportMarkdown } from './markdown.ts';
import { missingParts } from './missing-parts.ts';
import { openFindings, stepTexts } from './open-findings.ts';
import type { Told } from './open-findings.ts';
import { listNames } from './page.ts';
import type { Report } from './report.ts';
import { clean, cut } from './text.ts';
import { totals } from './totals.ts';
import { COMMON_WORDS } from './words/common.ts';
import { GITHUB_WORDS } from './words/github.ts';
import type { GithubWords } from './words/github.ts';
import { TABLE_WORDS } from './words/table.ts';

/** Annotations of one kind that GitHub shows of one step. */
const MOST = 10;
const LONGEST_MESSAGE = 2_000;
const LONGEST_NAME = 80;
/** Bytes that GitHub takes as the summary of one step. */
export const MOST_SUMMARY = 1024 * 1024;

const KINDS = ['error', 'warning', 'notice'] as const;
type Kind = (typeof KINDS)[number];

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly message: string;
}

/**
 * Workflow commands for a log of GitHub Actions: what failed or is unknown with severity error is an error, as is a part of
 * the scope that could not be read; failed warnings are warnings, failed hints notices. Ten of each kind at most, the last of
 * which counts the others. Each is one line. Ends with a newline.
 */
export function reportGithub({ inLanguage, look }: Pick<Report, 'inLanguage' | 'look'>): string {
  const language = look.language ?? 'en';
  const words = GITHUB_WORDS[language];
  const result = inLanguage(language);
  const annotations = [...missing(result, words), ...openFindings(result).flatMap(toAnnotation)];
  const lines = KINDS.flatMap((kind) => capped(kind, annotations.filter((one) => one.kind === kind), words).map(toCommand));
  const total = toCommand({ kind: 'notice', title: result.tool.name, message: totalText(result, language) });
  return `${[...lines, total].join('\n')}\n`;
}

/** The page for people as the summary of a step, in at most so many bytes: parts are left out from its end, and that is said. Empty where there is no room for it. */
export function stepSummary(report: Pick<Report, 'inLanguage' | 'look' | 'diff'>, room: number): string {
  const whole = reportMarkdown(report);
  if (Buffer.byteLength(whole) <= room) return whole;
  const note = `\n${GITHUB_WORDS[report.look.language ?? 'en'].cutOff}\n`;
  const parts = whole.split(/\n(?=## )/);
  while (parts.length > 1) {
    parts.pop();
    const shorter = `${parts.join('\n')}${note}`;
    if (Buffer.byteLength(shorter) <= room) return shorter;
  }
  return '';
}

/** The totals, and the regions that say of themselves that there is nothing to look for. */
function totalText(result: Result, language: Language): string {
  const { withoutService } = result.scope;
  const sentences = [totals(result, language), ...(withoutService.length === 0 ? [] : [TABLE_WORDS[language].headline.withoutService(listNames(withoutService, MOST, language))])];
  return sentences.join(COMMON_WORDS[language].gap);
}

function missing(result: Result, words: GithubWords): Annotation[] {
  return missingParts(result).map(({ what, reason, detail }) => ({ kind: 'error', title: words.unread(what.operation, what.region), message: `${detail} (${reason})` }));
}

function toAnnotation({ instance, finding }: Told): Annotation[] {
  const kind = kindOf(finding);
  if (kind === null) return [];
  const name = instance.name === null ? '' : ` (${cut(clean(instance.name), LONGEST_NAME)})`;
  const place = instance.region === null ? '' : `, ${cut(clean(instance.region), LONGEST_NAME)}`;
  return [{
    kind,
    title: `${finding.rule}: ${cut(clean(instance.instanceId), LONGEST_NAME)}${name}${place}`,
    message: [finding.message, ...stepTexts(finding).map((text, at) => `${at + 1}. ${text}`)].join(' '),
  }];
}

function kindOf({ severity, verdict }: ResultFinding): Kind | null {
  if (severity === 'error') return verdict === 'fail' || verdict === 'unknown' ? 'error' : null;
  return verdict === 'fail' ? (severity === 'warning' ? 'warning' : 'notice') : null;
}

/** Notices leave one place for the totals. */
function capped(kind: Kind, annotations: readonly Annotation[], words: GithubWords): readonly Annotation[] {
  const most = kind === 'notice' ? MOST - 1 : MOST;
  if (annotations.length <= most) return annotations;
  return [...annotations.slice(0, most - 1), { kind, title: words.more, message: words.left(annotations.length - most + 1) }];
}

function toCommand({ kind, title, message }: Annotation): string {
  return `::${kind} title=${property(cut(clean(title), LONGEST_NAME * 3))}::${data(cut(clean(message), LONGEST_MESSAGE))}`;
}

/** As the runner of GitHub Actions unescapes the text of a command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The same for the value of a property, which ends at a comma or a colon. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
