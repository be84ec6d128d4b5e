/** One member of a record on both sides. Null: that side does not have it. */
export interface MemberPair {
  readonly name: string
  readonly ours: string | null
  readonly theirs: string | null
  readonly equal: boolean
}

/** Two records member by member, those that differ first, else in the order of ours. */
export function pairsOf(ours: unknown, theirs: unknown): readonly MemberPair[] {
  const left = membersOf(ours)
  const right = membersOf(theirs)
  const names = [...new Set([...left.keys(), ...right.keys()])]
  const pairs = names.map((name) => {
    const pair = { name, ours: left.get(name) ?? null, theirs: right.get(name) ?? null }
    return { ...pair, equal: pair.ours === pair.theirs }
  })
  return [...pairs.filter(({ equal }) => !equal), ...pairs.filter(({ equal }) => equal)]
}

/** Members of members are named by their path, so that a difference deep inside is told where it is. */
function membersOf(value: unknown, before = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([name, member]): [string, string][] => {
      const path = before + name
      if (typeof member === 'object' && member !== null && !Array.isArray(member))
        return [...membersOf(member, `${path}.`)]
      return [[path, typeof member === 'string' ? member : JSON.stringify(member)]]
    }),
  )
}
