import type { z } from 'zod';

type Frozen<T> = T extends readonly (infer Item)[] ? readonly Frozen<Item>[] : T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/**
 * Holds a schema to a type when it is compiled, both ways: what the schema accepts is of the type, and every value of the
 * type has a shape that the schema knows. Gives the schema back as it is.
 */
export function schemaFor<T>() {
  return <Schema extends z.ZodType<T>>(schema: Schema & (T extends Frozen<z.output<Schema>> ? unknown : { readonly 'the type has values that the schema refuses': never })): Schema => schema;
}
