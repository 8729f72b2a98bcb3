import { PRESETS } from '../model/rule.ts';
import type { CodeExplanation, Documentation, Effect, PredictingRule } from '../model/service-codes.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { clean } from './text.ts';

const DOCUMENTED: Readonly<Record<Documentation, string>> = {
  described: 'described on the page of the operation',
  listed: 'listed on the page of the operation, without a description',
  common: 'common to all APIs of the cloud, not listed on the page of the operation',
  undocumented: 'not documented',
};

const EFFECTS: Readonly<Record<Effect, string>> = {
  'nothing-done': 'the request was not carried out',
  'not-known': 'the request may or may not have been carried out',
};

/** What a code means, which rules predict it, what to do. Ends with a newline. */
export function reportCodeTable(explanation: CodeExplanation, look: Look): string {
  const page = makePage(look);
  const { code, knownAs, status, operations, documentation, effect, meaning, advice, predictedBy } = explanation;
  const parts = [
    [page.paint.bold(clean(code)), ...paragraph(page, meaning, 0)],
    [
      ...(knownAs === null ? [] : paragraph(page, knownAs, 0, 'Known as:    ')),
      ...paragraph(page, operations.join(', ') || 'any operation', 0, 'Answered by: '),
      ...(status === null ? [] : paragraph(page, String(status), 0, 'HTTP status: ')),
      ...paragraph(page, DOCUMENTED[documentation], 0, 'Documented:  '),
      ...paragraph(page, EFFECTS[effect], 0, 'It means:    '),
    ],
    [page.paint.bold('Predicted by'), ...(predictedBy.length === 0 ? paragraph(page, 'No rule.', 2) : predictedBy.flatMap((one) => ruleLines(page, one)))],
    [page.paint.bold('What to do'), ...advice.flatMap((sentence, at) => paragraph(page, sentence, 2, `${at + 1}. `))],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function ruleLines(page: Page, { rule, title, operation, basis, severity, enforced }: PredictingRule): string[] {
  const levels = PRESETS.map((preset) => `${severity[preset]} in ${preset}`).join(', ');
  return [
    ...paragraph(page, `${rule} (${basis}): ${title}`, 2),
    ...paragraph(page, `before ${operation}; ${levels}${enforced ? '; enforced' : ''}`, 4).map(page.paint.dim),
  ];
}

/** The same as one JSON object. Ends with a newline. */
export function reportCodeJson(explanation: CodeExplanation): string {
  return `${JSON.stringify(explanation, null, 2)}\n`;
}
