import type { ScriptWords } from '../words/remedy-script.ts';
import { quoteWord } from './command-words.ts';
import type { ScriptStep } from './script-steps.ts';

/** A step with the lines that are shown of it. */
export interface ShownStep {
  readonly step: ScriptStep;
  readonly lines: readonly string[];
  /** What it says is to be done, on one line. */
  readonly toDo: string;
}

/** The functions that the steps call. Sourcing them changes nothing but that they are known. */
export function scriptBody(words: ScriptWords): string[] {
  return [
    'tair_preflight_say() {',
    `  printf '%s\\n' "$*" >&2`,
    '}',
    '',
    'tair_preflight_fault() {',
    '  tair_preflight_say "$@"',
    '  exit 2',
    '}',
    '',
    '# NUMBER INSTANCE COMMAND...: runs the command, one that stands in several steps (NUMBER above 0) once a run.',
    'tair_preflight_run() {',
    '  tair_preflight_number=$1',
    '  tair_preflight_instance=$2',
    '  shift 2',
    '  case " $tair_preflight_done " in',
    `    *" $tair_preflight_number "*) tair_preflight_say "$tair_preflight_instance: "${quoteWord(words.again)}"$*"; return 0 ;;`,
    '  esac',
    '  tair_preflight_say "+ $*"',
    '  tair_preflight_status=0',
    '  "$@" </dev/null || tair_preflight_status=$?',
    '  if [ "$tair_preflight_status" -ne 0 ]; then',
    `    tair_preflight_say ${quoteWord(words.failed)}"$tair_preflight_instance"`,
    `    tair_preflight_say ${quoteWord(words.failedWith)}"$tair_preflight_status"`,
    '    exit 1',
    '  fi',
    '  if [ "$tair_preflight_number" -ne 0 ]; then tair_preflight_done="$tair_preflight_done $tair_preflight_number"; fi',
    '}',
  ];
}

/** What the script does when it is started, in a shell of its own: a shell that sources it keeps its options and its life. */
export function scriptEnd(mark: string, shown: readonly ShownStep[], words: ScriptWords): string[] {
  return [
    ...showFunction(shown, words),
    '',
    ...mainFunction(shown, words),
    '',
    '(',
    '  tair_preflight_started=yes',
    '  if [ -n "${ZSH_VERSION-}" ]; then',
    '    [ "${ZSH_EVAL_CONTEXT-}" = toplevel ] || tair_preflight_started=no',
    '  elif [ -n "${BASH_VERSION-}" ]; then',
    '    [ "${BASH_SOURCE-}" = "$0" ] || tair_preflight_started=no',
    '  fi',
    '  tair_preflight_mark=',
    '  if [ -f "$0" ] && [ -r "$0" ]; then',
    '    { IFS= read -r tair_preflight_mark && IFS= read -r tair_preflight_mark; } <"$0" || tair_preflight_mark=',
    '  fi',
    `  [ "$tair_preflight_mark" = ${quoteWord(mark)} ] || tair_preflight_started=no`,
    '  if [ "$tair_preflight_started" = yes ]; then',
    '    tair_preflight_main "$@"',
    '  else',
    `    tair_preflight_say ${quoteWord(words.sourced)}`,
    '  fi',
    ')',
  ];
}

function showFunction(shown: readonly ShownStep[], words: ScriptWords): string[] {
  const steps = shown.flatMap(({ step, lines }) => [printed(words.step(step.number, step.name)), ...lines.map((text) => printed(`  ${text}`))]);
  return [
    'tair_preflight_show() {',
    ...(shown.length === 0 ? [printed(words.empty)] : steps),
    ...words.usage.map(printed),
    `  printf '%s\\n' "  sh $0 --run STEP..." "  sh $0 --run all"`,
    '}',
  ];
}

function printed(text: string): string {
  return `  printf '%s\\n' ${quoteWord(text)}`;
}

/** True where the script has nothing that could be run of a step, completed or not. */
export function isByHand({ commands }: ScriptStep): boolean {
  return commands.every(({ command }) => command === null);
}

function mainFunction(shown: readonly ShownStep[], words: ScriptWords): string[] {
  const callable = shown.map(({ step }) => step).filter((step) => !isByHand(step));
  const chosen = callable.map(({ number }) => `tair_preflight_wants_${number}=`);
  return [
    'tair_preflight_main() {',
    '  set -eu',
    '  tair_preflight_done=',
    ...chosen.map((line) => `  ${line}`),
    '  case "${1-}" in',
    "    '') tair_preflight_show; return 0 ;;",
    '    --run) shift ;;',
    `    *) tair_preflight_fault ${quoteWord(words.unknownArgument)}"$1" ;;`,
    '  esac',
    `  [ "$#" -gt 0 ] || tair_preflight_fault ${quoteWord(words.runWants)}`,
    '  for tair_preflight_wanted in "$@"; do',
    '    case "$tair_preflight_wanted" in',
    ...[...selections(callable, words), ...byHandBranches(shown, callable, words)].map((line) => `      ${line}`),
    `      *) tair_preflight_fault ${quoteWord(words.unknownStep)}"$tair_preflight_wanted" ;;`,
    '    esac',
    '  done',
    `  command -v aliyun >/dev/null 2>&1 || tair_preflight_fault ${quoteWord(words.noAliyun)}`,
    ...callable.filter(({ isRunnable }) => !isRunnable).map(({ number, name }) => `  if [ -n "$tair_preflight_wants_${number}" ] && [ "$tair_preflight_complete_${number}" != yes ]; then tair_preflight_fault ${quoteWord(`${words.fillIn(number)}${name}`)}; fi`),
    ...callable.map(({ number }) => `  if [ -n "$tair_preflight_wants_${number}" ]; then tair_preflight_step_${number}; fi`),
    `  tair_preflight_say ${quoteWord(words.done)}`,
    '}',
  ];
}

/** The branches that turn what was asked for into steps: all, a number or a name, a rule. What cannot be undone and what changes nothing is not of all. */
function selections(steps: readonly ScriptStep[], words: ScriptWords): string[] {
  const plain = steps.filter(({ isChoice }) => !isChoice);
  const rules = [...new Set(steps.map(({ rule }) => rule))];
  return [
    `all) ${wanting(plain.filter(({ isRunnable, isLasting, isRead }) => isRunnable && !isLasting && !isRead))} ;;`,
    ...steps.map((step) => `${step.number}|${quoteWord(step.name)}) ${wanting([step])} ;;`),
    ...rules.map((rule) => {
      const ofRule = plain.filter((step) => step.rule === rule);
      return ofRule.length === 0 ? `${quoteWord(rule)}) tair_preflight_fault ${quoteWord(words.chooseOne)}"$tair_preflight_wanted" ;;` : `${quoteWord(rule)}) ${wanting(ofRule)} ;;`;
    }),
  ];
}

/** The branches that refuse what this file has no command for: it is said what is to be done instead. */
function byHandBranches(shown: readonly ShownStep[], callable: readonly ScriptStep[], words: ScriptWords): string[] {
  const rules = new Set(callable.map(({ rule }) => rule));
  return shown.filter(({ step }) => isByHand(step)).flatMap(({ step, toDo }) => {
    const refusal = `tair_preflight_fault ${quoteWord(`${words.isByHand(step.number, step.name)}${toDo}`)} ;;`;
    const isFirst = !rules.has(step.rule);
    rules.add(step.rule);
    return [`${step.number}|${quoteWord(step.name)}) ${refusal}`, ...(isFirst ? [`${quoteWord(step.rule)}) ${refusal}`] : [])];
  });
}

function wanting(steps: readonly ScriptStep[]): string {
  return steps.length === 0 ? ':' : steps.map(({ number }) => `tair_preflight_wants_${number}=yes`).join('; ');
}
