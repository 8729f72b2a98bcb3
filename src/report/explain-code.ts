import { PRESETS } from '../model/rule.ts';
import type { CodeExplanation, PredictingRule } from '../model/service-codes.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { clean, displayWidth, pad } from './text.ts';
import { EXPLAIN_WORDS } from './words/explain.ts';
import type { ExplainWords } from './words/explain.ts';

/** What a code means, which rules predict it, what to do. Ends with a newline. */
export function reportCodeTable(explanation: CodeExplanation, look: Look): string {
  const page = makePage(look);
  const words = EXPLAIN_WORDS[page.language];
  const { code, knownAs, status, operations, documentation, effect, meaning, advice, predictedBy } = explanation;
  const widest = 1 + Math.max(...Object.values(words.code).map(displayWidth));
  const labelled = (label: string, text: string): string[] => paragraph(page, text, 0, pad(label, widest));
  const parts = [
    [page.paint.bold(clean(code)), ...paragraph(page, meaning, 0)],
    [
      ...(knownAs === null ? [] : labelled(words.code.knownAs, knownAs)),
      ...labelled(words.code.answeredBy, operations.join(words.comma) || words.anyOperation),
      ...(status === null ? [] : labelled(words.code.status, String(status))),
      ...labelled(words.code.documented, words.documented[documentation]),
      ...labelled(words.code.means, words.effects[effect]),
    ],
    [page.paint.bold(words.predictedBy), ...(predictedBy.length === 0 ? paragraph(page, words.noRule, 2) : predictedBy.flatMap((one) => ruleLines(page, words, one)))],
    [page.paint.bold(words.whatToDo), ...advice.flatMap((sentence, at) => paragraph(page, sentence, 2, `${at + 1}. `))],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function ruleLines(page: Page, words: ExplainWords, { rule, title, operation, basis, severity, enforced }: PredictingRule): string[] {
  const levels = PRESETS.map((preset) => ({ preset, severity: severity[preset] }));
  return [
    ...paragraph(page, words.predicting(rule, basis, title), 2),
    ...paragraph(page, words.before(operation, levels, enforced), 4).map(page.paint.dim),
  ];
}

/** The same as one JSON object. Ends with a newline. */
export function reportCodeJson(explanation: CodeExplanation): string {
  return jsonText(explanation);
}
