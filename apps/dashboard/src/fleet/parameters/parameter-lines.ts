type Values = Readonly<Record<string, string | number | boolean>>

/** A document as a person edits it: one `name = value` a line, in the order of the names. */
export function linesOf(values: Values): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name} = ${String(values[name])}`)
    .join('\n')
}

/** The document of such lines; null when a line is none, or a name stands twice. Whole numbers, `true` and `false` are what they look like. */
export function valuesOf(text: string): Values | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const members = lines.map((line) => {
    const at = line.indexOf('=')
    return at <= 0 ? null : ([line.slice(0, at).trim(), valueOf(line.slice(at + 1).trim())] as const)
  })
  const sound = members.filter((member) => member !== null)
  const names = new Set(sound.map(([name]) => name))
  return sound.length === lines.length && names.size === lines.length ? Object.fromEntries(sound) : null
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  const isWhole = /^(0|-?[1-9]\d{0,14})$/.test(text)
  return isWhole ? Number(text) : text
}
