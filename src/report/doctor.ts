import type { Diagnosis, DoctorFinding, DoctorStatus, ToldDiagnosis } from '../model/doctor.ts';
import { groupBy } from '../model/group-by.ts';
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
    joinAlike(findings, page.language).flatMap(({ check, status, sentences }) => showFinding(page, words.check[check], status, sentences)),
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
function sentencesOf({ saw, status, because }: DoctorFinding, language: Language): DoctorSentences {
  const { sentences } = DOCTOR_WORDS[language];
  // The kind chooses the function that takes it, which the compiler cannot follow through an index.
  return (sentences[saw.kind] as (saw: DoctorFinding['saw'], status: DoctorStatus, because: DoctorFinding['because']) => DoctorSentences)(saw, status, because);
}

interface Row extends Pick<DoctorFinding, 'check' | 'status'> {
  readonly sentences: DoctorSentences;
}

/** Endpoints that answer, reads that are allowed, and reads that were not tried for the same cause need one line for all of them. */
function joinAlike(findings: readonly DoctorFinding[], language: Language): readonly Row[] {
  const groups = groupBy(findings.map((finding, at) => ({ finding, at })), ({ finding, at }) => alikeKey(finding) ?? String(at));
  return [...groups.values()].map((group): Row => {
    const alike = group.map(({ finding }) => finding);
    const [first] = alike;
    if (first === undefined) throw new Error('A group holds at least one.');
    return { check: first.check, status: first.status, sentences: alike.length === 1 ? sentencesOf(first, language) : joined(first, alike, language) };
  });
}

function alikeKey({ saw, status, because }: DoctorFinding): string | null {
  if (saw.kind === 'endpoint') return status === 'ok' ? 'endpoints' : null;
  if (saw.kind !== 'operation') return null;
  return saw.answer === 'allowed' ? 'allowed' : saw.answer === 'not-tried' ? `not-tried ${because}` : null;
}

function joined(first: DoctorFinding, alike: readonly DoctorFinding[], language: Language): DoctorSentences {
  const words = DOCTOR_WORDS[language];
  const names = listNames([...new Set(alike.map(({ saw }) => (saw.kind === 'endpoint' ? saw.host : saw.kind === 'operation' ? saw.operation : '')))], MOST_NAMES, language);
  if (first.saw.kind === 'endpoint') return { message: words.answered(names), advice: null };
  if (first.status !== 'ok') return words.notTried(names, first.because);
  const instance = alike.flatMap(({ saw }) => (saw.kind === 'operation' ? saw.instanceId ?? [] : []))[0] ?? null;
  return { message: words.allowed(names, instance), advice: null };
}

const MOST_NAMES = 40;
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
