import type { Row } from './row.ts'

const HEAD = ['ratio', 'goal', 'holds', 'what', 'ours', 'beside'] as const

/** A row as cells, the ratio first: it is what the goals speak of. */
function cells({ ratio, goal, holds, what, ours, beside }: Row): readonly string[] {
  return [
    ratio === null ? '' : ratio.toFixed(2),
    goal ?? '',
    holds === null ? '' : holds ? 'yes' : 'NO',
    what,
    ours,
    beside,
  ]
}

/** For a terminal: columns padded, a line a row. */
export function textTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The same for a Markdown file. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n')
}
