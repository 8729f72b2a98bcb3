import { join } from 'node:path';

import { makeFolderFor } from '../../app/rule-files.ts';
import { SCHEMA_NAMES, SCHEMAS, schemaText } from '../../app/schemas.ts';
import { UsageError } from '../../model/faults.ts';
import { assertWritten, writeFault } from '../output-options.ts';
import type { CommandLine } from '../command-line.ts';
import { text } from '../values.ts';

interface SchemaValues {
  readonly out?: string;
}

/** `schema NAME`: the JSON Schema of a file that the tool reads or writes; offline. */
export function addSchema({ program, terminal }: CommandLine): void {
  program.command('schema [name]')
    .description('the JSON Schema of a file that is read or written; offline')
    .option('--out <dir>', 'write it into this folder as NAME.schema.json; all of them where no name is given', text)
    .addHelpText('after', `
Names:
${SCHEMA_NAMES.map((name) => `  ${name.padEnd(12)} ${SCHEMAS[name].title}`).join('\n')}

An editor with a YAML server completes and underlines a rule that begins with
# yaml-language-server: $schema=rule.schema.json

Examples:
  $ tair-preflight schema result > result.schema.json
  $ tair-preflight schema rule --out our-rules
  $ tair-preflight schema --out schemas`)
    .action((name: string | undefined, values: SchemaValues) => {
      const { out } = values;
      if (name === undefined && out === undefined) throw new UsageError(`Name a schema, or give --out for all: there are ${SCHEMA_NAMES.join(', ')}.`);
      const texts = (name === undefined ? SCHEMA_NAMES : [name]).map((one) => [one, schemaText(one)] as const);
      if (out === undefined) return terminal.out(texts.map(([, content]) => content).join(''));
      makeFolderFor(out);
      assertWritten(texts.flatMap(([one, content]) => writeFault(join(out, `${one}.schema.json`), content)));
      for (const [one] of texts) terminal.out(`${join(out, `${one}.schema.json`)}\n`);
    });
}
