import { Environment } from '@marcbachmann/cel-js';

import { FACTS, OWN_FACT_NAME } from '../../model/facts.ts';
import type { FactName, FactShape } from '../../model/facts.ts';
import type { ExtraFacts } from '../../model/rule.ts';

/** The facts that expressions may name, and the checker of their types. */
export interface Dictionary {
  /** Every name with its shape, sorted by group. */
  readonly shapes: ReadonlyMap<FactName, FactShape>;
  /** The first parts of the names, such as "ssl". */
  readonly groups: ReadonlySet<string>;
  /** The shape of a fact; null where its type is not declared; undefined where there is no such fact. */
  shapeOf(name: string): FactShape | null | undefined;
  readonly environment: Environment;
}

/** Parsing stops at these sizes, long before the stack could run out. */
const LIMITS = { maxAstNodes: 1_000, maxDepth: 100, maxListElements: 500, maxMapEntries: 200, maxCallArguments: 8 } as const;

/**
 * The dictionary of the built-in facts and the user's own. Where no own facts are declared (null),
 * every `x.name` is accepted with any type: without a file it is simply unknown.
 */
export function makeDictionary(extraFacts: ExtraFacts | null): Dictionary {
  const shapes = new Map<FactName, FactShape>();
  for (const [name, shape] of Object.entries(FACTS)) if (isFactName(name)) shapes.set(name, shape);
  for (const [name, shape] of Object.entries(extraFacts ?? {})) if (isOwnFactName(name)) shapes.set(name, shape);
  const groups = new Set([...shapes.keys()].map(groupOf)).add('x');
  return {
    shapes,
    groups,
    shapeOf(name) {
      const shape = isFactName(name) ? shapes.get(name) : undefined;
      return shape ?? (extraFacts === null && isOwnFactName(name) ? null : undefined);
    },
    environment: makeEnvironment(shapes, groups, extraFacts === null),
  };
}

function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACTS, name) || isOwnFactName(name);
}

/** Whether a text is a name for a fact of one's own. */
function isOwnFactName(name: string): name is `x.${string}` {
  return OWN_FACT_NAME.test(name);
}

function groupOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function makeEnvironment(shapes: ReadonlyMap<FactName, FactShape>, groups: ReadonlySet<string>, anyOwnFacts: boolean): Environment {
  const environment = new Environment({ limits: LIMITS });
  environment.registerFunction('matches(string, string): bool', refuseToRun);
  environment.registerFunction('versionAtLeast(string, string): bool', refuseToRun);
  for (const group of groups) {
    if (group === 'x' && anyOwnFacts) {
      environment.registerVariable('x', 'map<string, dyn>');
      continue;
    }
    const schema: Record<string, string> = {};
    for (const [name, shape] of shapes) if (groupOf(name) === group) schema[name.slice(group.length + 1)] = typeName(environment, name, shape);
    environment.registerVariable(group, { schema });
  }
  return environment;
}

function typeName(environment: Environment, fact: FactName, shape: FactShape): string {
  switch (shape.kind) {
    case 'string': case 'int': case 'bool': return shape.kind;
    case 'timestamp': return 'google.protobuf.Timestamp';
    case 'list': return 'list<string>';
    case 'map': return 'map<string, string>';
    case 'list-of': {
      const item = `${fact.replace('.', '_')}_item`;
      environment.registerType({ name: item, schema: { ...shape.fields } });
      return `list<${item}>`;
    }
  }
}

/** The library only parses and checks; evaluation is ours. */
function refuseToRun(): boolean {
  throw new Error('Expressions are not evaluated by the CEL library.');
}
