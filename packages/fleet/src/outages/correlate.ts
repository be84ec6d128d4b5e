import type { Instant } from '@budeng/kernel'
import {
  type Group,
  GROUP_KINDS,
  groupId,
  type Incident,
  OUTAGE_OVER_MS,
  OUTAGE_OVER_SHARE,
  OUTAGE_SHARE_MIN,
  OUTAGE_TERMINALS_MIN,
  OUTAGE_WINDOW_MS,
  type Trouble,
} from './outage.ts'

/** A group of which so many terminals failed at once that its size is worth looking up. */
export interface Suspect extends Group {
  readonly terminalIds: readonly string[]
  readonly since: Instant
}

/** Groups with enough troubles within the window; whether it is share enough, their size tells. */
export function suspectGroups(troubles: readonly Trouble[], at: Instant): readonly Suspect[] {
  const found = new Map<string, { group: Group; terminals: Set<string>; since: Instant }>()
  for (const { terminalId, at: since, groups } of troubles) {
    if (since <= at - OUTAGE_WINDOW_MS) continue
    for (const group of groups) {
      const id = groupId(group)
      const entry = found.get(id) ?? { group, terminals: new Set<string>(), since }
      entry.terminals.add(terminalId)
      entry.since = Math.min(entry.since, since)
      found.set(id, entry)
    }
  }
  return [...found.values()]
    .filter(({ terminals }) => terminals.size >= OUTAGE_TERMINALS_MIN)
    .map(({ group, terminals, since }) => ({ ...group, terminalIds: [...terminals].sort(), since }))
}

/** A new outage: what the terminals have in common, and who is hit. */
export interface Outage extends Suspect {
  readonly population: number
}

/**
 * Which outages explain the troubles. Where several groups would do (all terminals of a store are also on one operator),
 * the one that fits best is taken: most of its own terminals are hit, and most of the hit are its own. What is explained
 * is not explained twice.
 */
export function correlate(suspects: readonly Suspect[], population: (group: Group) => number): readonly Outage[] {
  const outages: Outage[] = []
  const explained = new Set<string>()
  for (;;) {
    const all = new Set(suspects.flatMap(({ terminalIds }) => terminalIds).filter((id) => !explained.has(id)))
    const best = suspects
      .flatMap((suspect) => {
        const terminalIds = suspect.terminalIds.filter((id) => !explained.has(id))
        const size = Math.max(population(suspect), terminalIds.length)
        const share = terminalIds.length / size
        if (terminalIds.length < OUTAGE_TERMINALS_MIN || share < OUTAGE_SHARE_MIN) return []
        const reach = terminalIds.length / all.size
        return [{ outage: { ...suspect, terminalIds, population: size }, fit: (2 * share * reach) / (share + reach) }]
      })
      .sort((a, b) => b.fit - a.fit || narrower(a.outage, b.outage))[0]
    if (best === undefined) return outages
    outages.push(best.outage)
    for (const id of best.outage.terminalIds) explained.add(id)
  }
}

/** An incident that is open, with those of its terminals that fell within the window; of an older one that is nobody. */
export interface OpenOutage extends Group {
  readonly id: string
  readonly terminalIds: readonly string[]
}

/** An outage that begins, and the incidents which it shows to have been parts of it. */
export interface Beginning extends Outage {
  readonly takesOver: readonly string[]
}

/**
 * What begins, given what is open. A host that falls is noticed terminal by terminal, and some cell is the first to have
 * enough of them: the wider outage, once it explains the same troubles better, takes over what began within the window.
 */
export function beginnings(outages: readonly Outage[], open: readonly OpenOutage[]): readonly Beginning[] {
  const [isOpen, isChosen] = [new Set(open.map(groupId)), new Set(outages.map(groupId))]
  return outages
    .filter((outage) => !isOpen.has(groupId(outage)))
    .flatMap((outage) => {
      const own = new Set(outage.terminalIds)
      const taken = open.filter(
        (one) =>
          !isChosen.has(groupId(one)) &&
          one.terminalIds.length < own.size &&
          one.terminalIds.filter((id) => own.has(id)).length > one.terminalIds.length / 2,
      )
      const others = new Set(open.filter((one) => !taken.includes(one)).flatMap((one) => one.terminalIds))
      const terminalIds = outage.terminalIds.filter((id) => !others.has(id))
      if (terminalIds.length < OUTAGE_TERMINALS_MIN) return []
      return [{ ...outage, terminalIds, takesOver: taken.map(({ id }) => id) }]
    })
}

/** Of two that fit alike the narrower one says more. */
function narrower(a: Group, b: Group): number {
  return GROUP_KINDS.indexOf(a.kind) - GROUP_KINDS.indexOf(b.kind) || (groupId(a) < groupId(b) ? -1 : 1)
}

/** How an open incident goes on, given how many of those hit are still in trouble. */
export function judgeIncident(incident: Incident, hit: number, out: number, at: Instant): Incident {
  if (incident.endedAt !== null) return incident
  const isQuiet = out <= Math.floor(hit * OUTAGE_OVER_SHARE)
  const quietSince = isQuiet ? (incident.quietSince ?? at) : null
  const isOver = quietSince !== null && at - quietSince >= OUTAGE_OVER_MS
  return { ...incident, hit, out, quietSince, endedAt: isOver ? at : null }
}

/**
 * While an outage of its group lasts, nothing is begun by itself on a terminal that is hit by it. One that is back is let
 * go after as long as an outage must be quiet to be over: what ails it then is its own.
 */
export function brakes(
  { endedAt, backAt }: Pick<Incident, 'endedAt'> & { readonly backAt: Instant | null },
  at: Instant,
) {
  return endedAt === null && (backAt === null || at - backAt < OUTAGE_OVER_MS)
}
