import type { Connection, Scheduler, Transport } from '@budeng/terminal'

/** What can happen to one message on the way: how long each copy of it takes; no copy is a loss. */
export type Fault = (random: () => number) => readonly number[]

/** Faults of the network by name. Each hits a message with its chance and leaves the others alone. */
export const FAULTS = {
  drop:
    (chance: number): Fault =>
    (random) =>
      random() < chance ? [] : [0],
  duplicate:
    (chance: number): Fault =>
    (random) =>
      random() < chance ? [0, 1 + random() * 50] : [0],
  /** Later messages overtake this one. */
  reorder:
    (chance: number): Fault =>
    (random) =>
      random() < chance ? [20 + random() * 200] : [0],
  delay:
    (meanMs: number): Fault =>
    (random) => [random() * 2 * meanMs],
} as const
export type FaultName = keyof typeof FAULTS

/** A transport whose messages suffer the faults, in both directions, one after the other. */
export function faultyTransport(
  inner: Transport,
  faults: readonly Fault[],
  random: () => number,
  scheduler: Scheduler,
): Transport {
  const suffer = (deliver: () => void) => {
    let delays: readonly number[] = [0]
    for (const fault of faults) delays = delays.flatMap((delay) => fault(random).map((more) => delay + more))
    for (const delayMs of delays) {
      if (delayMs === 0) deliver()
      else scheduler.after(delayMs, deliver)
    }
  }
  return {
    open(options, events) {
      let open = true
      const connection: Connection = inner.open(options, {
        connected: () => events.connected(),
        message: (payload) => suffer(() => open && events.message(payload)),
        closed: () => {
          open = false
          events.closed()
        },
      })
      return {
        publish: (topic, payload, qos) => suffer(() => open && connection.publish(topic, payload, qos)),
        close: (graceful) => {
          open = false
          connection.close(graceful)
        },
      }
    },
  }
}
