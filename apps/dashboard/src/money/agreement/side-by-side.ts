import { membersOf } from '../members.ts'

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
