import type { Instant } from '@budeng/kernel'

/** "Nothing goes out below here": a switch of one node of the tree that somebody has thrown. */
export interface DispatchStop {
  readonly id: string
  readonly nodeId: string
  readonly path: string
  /** Node of the person who threw it: nobody below that one takes it back. */
  readonly setAtId: string
  readonly since: Instant
  readonly by: string
  /** As known then: those below read who stopped them, though they do not see the person. */
  readonly byName: string
  readonly reason: string
  readonly liftedAt: Instant | null
  readonly liftedBy: string | null
  readonly liftedByName: string | null
  readonly liftReason: string | null
  /** Rises with every change. */
  readonly version: number
}

/** As much of a stop as a command needs, to hold still and to say why. */
export type StandingStop = Pick<DispatchStop, 'path' | 'since' | 'byName'>

/** Whether a place lies at or below a node; both by their paths. */
export function liesUnder(path: string, node: string): boolean {
  return path === node || path.startsWith(`${node}.`)
}

/**
 * The stop under which a place stands: of several the highest, for lifting a lower one changes nothing. Automatic
 * recovery and rollouts ask here too.
 */
export function stopOver<Stop extends StandingStop>(stops: readonly Stop[], path: string): Stop | null {
  const over = stops.filter((stop) => liesUnder(path, stop.path))
  return over.reduce<Stop | null>((highest, stop) => {
    return highest === null || stop.path.length < highest.path.length ? stop : highest
  }, null)
}
