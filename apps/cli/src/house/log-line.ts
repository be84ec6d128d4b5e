const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}
const UNTOLD: readonly string[] = ['level', 'time', 'pid', 'hostname', 'name', 'process', 'msg']

/** A log line of a process, as people read it: level, message, figures. A line that is no JSON stays as it is. */
export function readableLogLine(line: string): string {
  const entry = parse(line)
  if (entry === null) return line
  const figures = Object.entries(entry).filter(([name]) => !UNTOLD.includes(name))
  const told = figures.map(([name, value]) => `${name} ${textOf(value)}`)
  const message = `${LEVELS[Number(entry['level'])] ?? ''} ${textOf(entry['msg'])}`.trim()
  return told.length > 0 ? `${message} (${told.join(', ')})` : message
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{"level":')) return null
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
}
