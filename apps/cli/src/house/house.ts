import type { Program, SayLine } from './child.ts'
import { type FleetState, isFleetState } from './ready.ts'
import { type Supervised, supervise } from './supervise.ts'

/** All processes of a running house. */
export interface House {
  readonly processes: readonly Supervised[]
  /** Starts a program and keeps it running. */
  start(program: Program): Supervised
  /** As the simulator told last; null before it did. */
  fleet(): FleetState | null
  /** Stops them one after the other, the last that was started first. */
  stop(): Promise<void>
}

/** A house without processes yet. */
export function openHouse(say: SayLine): House {
  const processes: Supervised[] = []
  let fleet: FleetState | null = null
  const onMessage = (message: unknown) => {
    if (isFleetState(message)) fleet = message
  }
  return {
    processes,
    start(program) {
      const supervised = supervise({ program, say, onMessage })
      processes.push(supervised)
      return supervised
    },
    fleet: () => fleet,
    async stop() {
      for (const process of processes.toReversed()) await process.stop()
    },
  }
}
