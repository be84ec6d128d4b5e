import type { FleetState } from './ready.ts'
import { isFleetState } from './ready.ts'
import type { Program, SayLine } from './child.ts'
import { type Supervised, supervise } from './supervise.ts'

/** All processes of a running house. */
export interface House {
  readonly processes: readonly Supervised[]
  /** As the simulator told last; null before it did, or without one. */
  fleet(): FleetState | null
  /** Stops them one after the other, the last that was started first. */
  stop(): Promise<void>
}

/** Starts the programs and keeps them running. */
export function startHouse(programs: readonly Program[], say: SayLine): House {
  let fleet: FleetState | null = null
  const onMessage = (message: unknown) => {
    if (isFleetState(message)) fleet = message
  }
  const processes = programs.map((program) => supervise({ program, say, onMessage }))
  return {
    processes,
    fleet: () => fleet,
    async stop() {
      for (const process of processes.toReversed()) await process.stop()
    },
  }
}
