/** The cells of one line, RFC 4180 without line breaks in cells: a quote that is never closed spoils its own line only. */
export function csvCells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at)
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (line.charAt(at + 1) === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  return [...cells, cell]
}

/** Where a program of tables would begin to calculate: such a cell is kept as text. */
const FORMULA = /^[=+\-@\t\r]/

/** One line of comma-separated values (RFC 4180), with its end. A text that begins like a formula gets an apostrophe; a number does not. */
export function csvText(cells: readonly (string | number | bigint | null)[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

function cellText(value: string | number | bigint | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = value.replace(FORMULA, "'$&")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
