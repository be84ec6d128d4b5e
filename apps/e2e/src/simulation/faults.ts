import { HOUR, MINUTE, SECOND } from '@budeng/kernel'
import type { Gateway } from './gateway.ts'
import type { Machine } from './machine.ts'
import type { Wire } from './wire.ts'
import type { Worker } from './worker.ts'
import type { World } from './world.ts'

/** What runs in one simulation. */
export interface Cast {
  readonly machines: readonly Machine[]
  readonly gateways: readonly Gateway[]
  readonly worker: Worker
  readonly wires: ReadonlyMap<Machine, Wire>
}

const FAULTS = {
  powerCut: 5,
  storeLost: 1,
  lineBreak: 4,
  gatewayKilled: 4,
  gatewayPaused: 2,
  workerKilled: 3,
  clockJump: 2,
  clockLeap: 1,
  conditions: 4,
  hostIll: 2,
} as const

/** Deeds after which a death comes: most of them in the midst of something. */
const DEEDS_MAX = 40

/** One fault, now or a few deeds from now. */
export function breakSomething(world: World, { machines, gateways, worker, wires }: Cast): void {
  const { dice } = world
  const machine = dice.pick(machines)
  const gateway = dice.pick(gateways)
  const deeds = dice.between(0, DEEDS_MAX)
  const fault = dice.weighted(FAULTS)
  world.note(() => `FAULT ${fault}`)
  switch (fault) {
    case 'powerCut':
      return machine.cutAfter(dice.between(0, 12))
    case 'storeLost':
      return machine.loseStore()
    case 'lineBreak':
      return wires.get(machine)?.break()
    case 'gatewayKilled':
      return gateway.killAfter(deeds)
    case 'gatewayPaused':
      return gateway.pause(dice.between(SECOND, MINUTE))
    case 'workerKilled':
      return worker.killAfter(deeds)
    case 'clockJump':
      world.jumpMs += dice.between(-10 * MINUTE, 10 * MINUTE)
      return worker.replan()
    case 'clockLeap':
      return machine.leap(dice.pick([MINUTE, HOUR, 30 * HOUR]))
    case 'conditions':
      return machine.set({
        inTransaction: dice.chance(0.3),
        busy: dice.chance(0.2),
        reversalPending: dice.chance(0.2),
      })
    case 'hostIll':
      return machine.hostAnswers([dice.pick(['96', '91', '77', '03'])])
  }
}

/** The faults stop: everybody is well, and stays so. */
export async function heal(world: World, { machines, gateways, worker }: Cast): Promise<void> {
  worker.killAfter(null)
  await worker.start()
  for (const gateway of gateways) {
    gateway.killAfter(null)
    await gateway.start()
  }
  for (const machine of machines) {
    machine.disk.fuse = null
    machine.set({ inTransaction: false, busy: false, reversalPending: false })
    machine.hostAnswers([])
  }
}
