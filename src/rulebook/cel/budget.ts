/** Steps that one expression may take: visits of nodes, characters and list items that are walked or copied. */
const MAX_STEPS = 1_000_000;

/** Thrown when an expression has used up its steps; it ends the whole expression. */
export class TooCostly extends Error {
  override readonly name = 'TooCostly';

  constructor() {
    super(`The expression takes more than ${MAX_STEPS} steps on these facts: too costly to judge within bounds.`);
  }
}

/** Counts the steps of one evaluation. */
export class Budget {
  #left = MAX_STEPS;

  /** Throws TooCostly when less than `steps` are left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooCostly();
  }
}
