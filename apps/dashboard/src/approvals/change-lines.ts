/** One member that a change would change. */
export interface ChangeLine {
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

/** The members that differ between two values; of a policy, of its value. Nested texts are members of their own. */
export function changeLines(before: unknown, after: unknown): readonly ChangeLine[] {
  const [from, to] = [members(before), members(after)]
  const names = [...new Set([...from.keys(), ...to.keys()])]
  return names
    .map((name) => ({ name, before: from.get(name) ?? null, after: to.get(name) ?? null }))
    .filter((line) => JSON.stringify(line.before) !== JSON.stringify(line.after))
}

function members(value: unknown): ReadonlyMap<string, unknown> {
  if (value === null || typeof value !== 'object') return new Map()
  const { kind: _kind, ...rest } = value as Record<string, unknown>
  const inner = 'value' in rest ? rest['value'] : rest
  if (inner === null || typeof inner !== 'object') return new Map()
  return new Map(
    Object.entries(inner).flatMap(([name, member]) =>
      isTexts(member) ? texts(name, member) : [[name, member] as const],
    ),
  )
}

function isTexts(member: unknown): member is Readonly<Record<string, string>> {
  return member !== null && typeof member === 'object' && !Array.isArray(member)
}

function texts(name: string, member: Readonly<Record<string, string>>): readonly (readonly [string, unknown])[] {
  return Object.entries(member).map(([language, text]) => [`${name}_${language.replace('-', '')}`, text] as const)
}
