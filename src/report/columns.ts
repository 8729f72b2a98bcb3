import Table from 'cli-table3';

export interface Columns {
  readonly rows: readonly (readonly string[])[];
  readonly aligns?: readonly ('left' | 'right')[];
  /** Cells a column; null: as wide as its widest text. Longer texts wrap at words. */
  readonly widths?: readonly (number | null)[];
}

const NO_LINES = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
};

/** Rows in columns without rules, two cells between them, no blanks at the ends of lines. For some dozens of rows: the table library is quadratic. */
export function columns({ rows, aligns, widths }: Columns): string[] {
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    wordWrap: true,
    ...(aligns === undefined ? {} : { colAligns: [...aligns] }),
    ...(widths === undefined ? {} : { colWidths: [...widths] }),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().split('\n').map((line) => line.trimEnd());
}
