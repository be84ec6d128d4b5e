/** Members of a record with their texts; those of members are named by their path. What is null is not said. */
export function membersOf(value: unknown, before = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([name, member]): [string, string][] => {
      if (member === null || name === '__typename') return []
      if (typeof member === 'object' && !Array.isArray(member)) return [...membersOf(member, `${before}${name}.`)]
      return [[before + name, typeof member === 'string' ? member : JSON.stringify(member)]]
    }),
  )
}
