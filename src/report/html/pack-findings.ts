import type { ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { byOrder } from '../findings.ts';
import { clean, cleanLine, cut } from '../text.ts';
import { makeTable } from './intern-table.ts';
import { ID_MARK } from './packed.ts';
import type { Packed, PackedFinding, PackedRule, PackedStep } from './packed.ts';

/** The longest sentence that is shown whole, in cells; no true one is near it. */
const LONGEST_TEXT = 2000;

type FindingTables = Pick<Packed, 'texts' | 'rules' | 'steps' | 'findings' | 'profiles'>;

/** Packs the findings of instance after instance. */
export interface FindingPacker {
  readonly tables: FindingTables;
  /** The place of the profile of an instance, given in both languages. */
  profileOf(english: ResultInstance, chinese: ResultInstance | undefined): number;
}

/** `factAt` gives the place of a fact by its name. */
export function makeFindingPacker(factAt: (name: string) => number): FindingPacker {
  const texts: (readonly [string, string | 0])[] = [];
  /** By the English, then by the Chinese text: keys that are there already need not be joined. */
  const textPlaces = new Map<string, Map<string, number>>();
  const rules = makeTable<PackedRule>();
  const steps = makeTable<PackedStep>();
  const findings = makeTable<PackedFinding>();
  const profiles = makeTable<readonly number[]>();

  /** The text in both languages with the id of its instance marked. */
  const textAt = (english: string, chinese: string, id: string, clear: (text: string) => string): number => {
    const [en, zh] = [marked(english, id), marked(chinese, id)];
    const places = textPlaces.get(en) ?? new Map<string, number>();
    const known = places.get(zh);
    if (known !== undefined) return known;
    textPlaces.set(en, places.set(zh, texts.length));
    texts.push([clear(en), en === zh ? 0 : clear(zh)]);
    return texts.length - 1;
  };
  const stepAt = (step: RemedyStep, other: RemedyStep, id: string): number => {
    const [done, run, impact] = [
      textAt(step.do, other.do, id, sentence),
      step.run === null ? -1 : textAt(step.run, step.run, id, command),
      step.impact === null ? -1 : textAt(step.impact, other.impact ?? step.impact, id, sentence),
    ];
    return steps.at(`${done} ${run} ${impact} ${step.inPlace} ${step.ram.join(' ')}`, () => ({ do: done, run, impact, ram: step.ram, inPlace: step.inPlace }));
  };
  const ruleAt = (finding: ResultFinding, other: ResultFinding): number => rules.at(`${finding.rule} ${finding.severity}`, () => ({
    id: finding.rule, title: textAt(finding.title, other.title, '', sentence), severity: finding.severity, enforced: finding.enforced, predicts: finding.predicts.map(({ code }) => code).toSorted(),
  }));
  const findingAt = (finding: ResultFinding, other: ResultFinding, id: string): number => {
    const rule = ruleAt(finding, other);
    const message = finding.message === finding.title ? -1 : textAt(finding.message, other.message, id, sentence);
    const places = finding.remedy.map((step, at) => stepAt(step, other.remedy[at] ?? step, id));
    const { verdict, waiver } = finding;
    return findings.at(`${rule} ${verdict} ${message} ${finding.looked.join()} ${places.join()} ${waiver === null ? '' : JSON.stringify(waiver)}`, () => ({
      rule, verdict, message, looked: finding.looked.map(factAt), steps: places,
      waiver: waiver === null ? null : { owner: sentence(waiver.owner), ticket: waiver.ticket === null ? null : sentence(waiver.ticket), reason: sentence(waiver.reason), expires: waiver.expires },
    }));
  };
  return {
    tables: { texts, rules: rules.entries, steps: steps.entries, findings: findings.entries, profiles: profiles.entries },
    profileOf(english, chinese) {
      const others = new Map(chinese?.findings.map((finding) => [finding.rule, finding]));
      const profile = english.findings.toSorted(byOrder).map((finding) => findingAt(finding, others.get(finding.rule) ?? finding, english.instanceId));
      return profiles.at(profile.join(), () => profile);
    },
  };
}

function marked(text: string, id: string): string {
  return id === '' ? text : text.replaceAll(id, ID_MARK);
}

/** A text with the marks in it as they are, all else on one line and cleaned. */
function sentence(text: string): string {
  return text.split(ID_MARK).map((part, at, parts) => spaced(part, at === 0, at === parts.length - 1)).join(ID_MARK);
}

/** Cleaned, but for a space beside a mark. */
function spaced(part: string, isFirst: boolean, isLast: boolean): string {
  const text = cut(clean(part), LONGEST_TEXT);
  return `${!isFirst && /^\s/.test(part) ? ' ' : ''}${text}${!isLast && text !== '' && /\s$/.test(part) ? ' ' : ''}`;
}

/** A command line by line, its spaces as they are. */
function command(text: string): string {
  return text.split(ID_MARK).map((part) => part.split(/\r?\n/).map(cleanLine).join('\n')).join(ID_MARK);
}
