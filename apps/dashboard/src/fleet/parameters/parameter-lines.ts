import { checkChange, checkParameters } from '@budeng/fleet/public'

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

/** What is changed in documents: values that are set, names that are taken out. */
interface Change {
  readonly set: Values
  readonly remove: readonly string[]
}

/** A change as a person writes it: `name = value` sets, `- name` takes out. Null when a line is neither, or a name stands twice. */
export function changeOfLines(text: string): Change | null {
  const lines = text.split('\n').map((line) => line.trim())
  const remove = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1).trim())
  const set = valuesOf(lines.filter((line) => !line.startsWith('-')).join('\n'))
  if (set === null || remove.some((name) => name === '' || name.includes('=') || name in set)) return null
  return new Set(remove).size === remove.length ? { set, remove } : null
}

/** What is wrong with lines: with all of them, or with one name. */
export interface LinesProblem {
  /** LINES: one of them is none, or a name stands twice. Else as the API has it, e.g. NO_SECRETS. */
  readonly problem: string
  readonly name: string | null
}

const MALFORMED: LinesProblem = { problem: 'LINES', name: null }

/** What is wrong with a change as it is written; null: it may be asked for. No lines are no change, and not wrong. */
export function changeProblem(text: string): LinesProblem | null {
  const change = changeOfLines(text)
  if (change === null) return MALFORMED
  return isNoChange(change) ? null : problemOf(checkChange(change.set, change.remove))
}

/** What is wrong with a whole document as it is written; null: it may be wished. */
export function documentProblem(text: string): LinesProblem | null {
  const values = valuesOf(text)
  return values === null ? MALFORMED : problemOf(checkParameters(values))
}

function problemOf(checked: ReturnType<typeof checkChange> | ReturnType<typeof checkParameters>): LinesProblem | null {
  if (checked.ok) return null
  const { params, path = [] } = checked.refusal
  const [at, member, name] = path
  return { problem: String(params?.['problem']), name: (at === 'values' ? member : name) ?? null }
}

/** True when nothing is set and nothing taken out. */
export function isNoChange({ set, remove }: Change): boolean {
  return Object.keys(set).length === 0 && remove.length === 0
}

/** The same lines of a change, in the order of the names. */
export function linesOfChange({ set, remove }: Change): readonly string[] {
  const lines = linesOf(set).split('\n')
  return [...lines.filter((line) => line !== ''), ...[...remove].sort().map((name) => `- ${name}`)]
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  const isWhole = /^(0|-?[1-9]\d{0,14})$/.test(text)
  return isWhole ? Number(text) : text
}
