/** How an answer is shown: for people in columns, for programs as JSON. */
export interface Output {
  readonly json: boolean
  readonly colour: boolean
}

/** Rows in columns, as wide as they need; full-width characters take two places. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ''))))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)].join('\n')
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u

function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}

const COLOURS = { green: 32, red: 31, yellow: 33, dim: 2 } as const

/** A word in a colour, where colours are wanted. Colour never stands alone: the word says the same. */
export function paint({ colour }: Output, name: keyof typeof COLOURS, text: string): string {
  return colour ? `\u001b[${COLOURS[name]}m${text}\u001b[0m` : text
}

/** One line to stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}
