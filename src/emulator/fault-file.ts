import { z } from 'zod';

import { didYouMean } from './did-you-mean.ts';
import { PRODUCTS } from './operations/products.ts';
import { readYaml, type PlacedFault } from './read-yaml.ts';

const where = {
  /** An operation by its name, or "*" for every one. */
  operation: z.string().min(1),
  /** Only calls that name this instance, alone or in a list. */
  instance: z.string().min(1).optional(),
  vSwitch: z.string().min(1).optional(),
  region: z.string().min(1).optional(),
  /** Leaves the first N matching calls alone. */
  after: z.int().min(0).optional(),
  /** Strikes N calls at most. */
  times: z.int().min(1).optional(),
  /** Strikes this part of the calls, by the emulator's own random numbers. */
  rate: z.number().min(0).max(1).optional(),
  /** The operation is carried out all the same, and only its reply is lost to the fault. */
  changeMade: z.boolean().optional(),
};

const status = z.int().min(200).max(599);

/** A fault on request. `latency` and `throttle` let later faults strike as well; of the others the first that matches strikes. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...where, kind: z.literal('latency'), ms: z.number().min(0).max(3_600_000) }),
  z.strictObject({ ...where, kind: z.literal('throttle'), perSecond: z.number().min(0), burst: z.number().min(0).optional(), status: status.optional(), code: z.string().optional() }),
  z.strictObject({ ...where, kind: z.literal('deny') }),
  z.strictObject({ ...where, kind: z.literal('error'), status: status.optional(), code: z.string().min(1).optional(), message: z.string().optional() }),
  z.strictObject({ ...where, kind: z.literal('html'), status: status.optional() }),
  z.strictObject({ ...where, kind: z.literal('reset') }),
  z.strictObject({ ...where, kind: z.literal('hang') }),
  /** broken: the connection ends in the middle of the announced length; else the short text is announced as whole. */
  z.strictObject({ ...where, kind: z.literal('truncate'), broken: z.boolean().optional() }),
  z.strictObject({ ...where, kind: z.literal('lost') }),
  z.strictObject({ ...where, kind: z.literal('noRequestId') }),
  z.strictObject({ ...where, kind: z.literal('emptyObject') }),
]);

export type Fault = z.infer<typeof faultSchema>;

export const faultsFileSchema = z.strictObject({ faults: z.array(faultSchema) });

/** Reads a faults file, `faults: [{ operation, kind, … }]`; throws FileFaults with everything that is wrong. */
export function loadFaults(text: string, fileName: string): readonly Fault[] {
  return readYaml(text, fileName, faultsFileSchema, unknownOperations).faults;
}

function unknownOperations(file: z.infer<typeof faultsFileSchema>): readonly PlacedFault[] {
  const known = [...PRODUCTS.values()].flatMap((product) => [...product.operations.keys()]);
  return file.faults.flatMap(({ operation }, index) => {
    if (operation === '*' || known.includes(operation)) return [];
    const near = didYouMean(operation, known);
    return [{ path: ['faults', index, 'operation'], sentence: `There is no operation ${JSON.stringify(operation)}.${near === null ? '' : ` Did you mean "${near}"?`}` }];
  });
}
