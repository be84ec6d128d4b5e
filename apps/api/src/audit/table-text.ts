/** Where a spreadsheet would begin to calculate: such a cell is kept as text. */
const FORMULA = /^[=+\-@\t\r]/

/** One line of comma-separated values (RFC 4180). A cell that begins like a formula gets an apostrophe. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'number' ? String(value) : value.replace(FORMULA, "'$&")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
