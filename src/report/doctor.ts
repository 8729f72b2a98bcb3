import type { Diagnosis, DoctorFinding, DoctorStatus, ToldDiagnosis } from '../model/doctor.ts';
import type { Language } from '../model/language.ts';
import type { Look } from './look.ts';
import { listNames, makePage, paragraph, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { displayWidth, pad } from './text.ts';
import { DOCTOR_WORDS } from './words/doctor.ts';
import type { DoctorSentences } from './words/doctor.ts';

/** What doctor found out, for people: check by check, what to do under what is not well. Ends with a newline. */
export function reportDoctorTable(diagnosis: Diagnosis, look: Look): string {
  const page = makePage(look);
  const { tool, startedAt, findings, summary } = diagnosis;
  const words = DOCTOR_WORDS[page.language];
  const parts = [
    paragraph(page, `${tool.name} ${tool.version} doctor${wordsOf(page).clause}${startedAt}`, 0),
    joinWell(findings, page.language).flatMap(({ check, status, sentences }) => showFinding(page, words.check[check], status, sentences)),
    paragraph(page, words.summary(summary), 0).map(page.paint.bold),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The diagnosis as one JSON object, each finding with its sentences. Ends with a newline. */
export function reportDoctorJson(diagnosis: Diagnosis, language: Language = 'en'): string {
  const findings = diagnosis.findings.map(({ check, status, because, saw }) => ({ check, status, ...sentencesOf({ check, status, because, saw }, language), because, saw }));
  const told: ToldDiagnosis = { ...diagnosis, findings };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** What is said of one finding. */
export function sentencesOf({ saw, status, because }: DoctorFinding, language: Language): DoctorSentences {
  const { sentences } = DOCTOR_WORDS[language];
  // The kind chooses the function that takes it, which the compiler cannot follow through an index.
  return (sentences[saw.kind] as (saw: DoctorFinding['saw'], status: DoctorStatus, because: DoctorFinding['because']) => DoctorSentences)(saw, status, because);
}

interface Row extends Pick<DoctorFinding, 'check' | 'status'> {
  readonly sentences: DoctorSentences;
}

/** Endpoints that answer, and reads that are allowed, need one line for all of them. */
function joinWell(findings: readonly DoctorFinding[], language: Language): readonly Row[] {
  const words = DOCTOR_WORDS[language];
  const well = (check: DoctorFinding['check']): readonly DoctorFinding[] => findings.filter((one) => one.check === check && one.status === 'ok');
  return findings.flatMap((finding): Row[] => {
    const { check, status, saw } = finding;
    const alike = status === 'ok' && (saw.kind === 'endpoint' || saw.kind === 'operation') ? well(check) : [finding];
    if (alike.length === 1) return [{ check, status, sentences: sentencesOf(finding, language) }];
    if (alike[0] !== finding) return [];
    const names = [...new Set(alike.map((one) => (one.saw.kind === 'endpoint' ? one.saw.host : one.saw.kind === 'operation' ? one.saw.operation : '')))];
    const instance = alike.flatMap((one) => (one.saw.kind === 'operation' ? one.saw.instanceId ?? [] : []))[0] ?? null;
    const message = saw.kind === 'endpoint' ? words.answered(listNames(names, 40, language)) : words.allowed(listNames(names, 40, language), instance);
    return [{ check, status, sentences: { message, advice: null } }];
  });
}

const COLORS: Readonly<Record<DoctorStatus, 'green' | 'yellow' | 'red'>> = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'yellow' };

function widest(names: readonly string[]): number {
  return Math.max(...names.map((name) => displayWidth(name)));
}

function showFinding(page: Page, check: string, status: DoctorStatus, { message, advice }: DoctorSentences): string[] {
  const words = DOCTOR_WORDS[page.language];
  const statusCell = pad(words.status[status], widest(Object.values(words.status)));
  const lead = `${statusCell}  ${pad(check, widest(Object.values(words.check)))}  `;
  const [first = '', ...rest] = paragraph(page, message, 0, lead);
  return [
    `${page.paint[COLORS[status]](statusCell)}${first.slice(statusCell.length)}`,
    ...rest,
    ...(advice === null ? [] : paragraph(page, advice, displayWidth(lead), '→ ')),
  ];
}
