import type { ConnectionEvents, ConnectionOptions } from '@budeng/terminal'
import { Checker } from './checker.ts'
import { mountDisks } from './disk.ts'
import { breakSomething, type Cast, heal } from './faults.ts'
import { Gateway } from './gateway.ts'
import { QUIET_MS_MAX, QUIET_STEPS_MAX, REQUESTS_MAX, SETTLED_MS, STEPS } from './limits.ts'
import { Machine } from './machine.ts'
import { Operators } from './operators.ts'
import { Wire } from './wire.ts'
import { Worker } from './worker.ts'
import { CALM, createWorld, type World } from './world.ts'

/** How one seed went: an empty list of what is broken is the proof. */
export interface Outcome {
  readonly seed: number
  readonly broken: readonly string[]
  /** What happened, oldest first. */
  readonly notes: readonly string[]
  readonly figures: {
    readonly steps: number
    readonly commands: number
    readonly executions: number
    readonly messages: number
    /** How many commands ended how: `RELOGIN SUCCEEDED`. */
    readonly ends: Readonly<Record<string, number>>
  }
}

/** Plays one seed: terminals, gateways, worker and people through the weather of that seed, then through calm to the end. */
export async function simulate(seed: number, isNoted: boolean): Promise<Outcome> {
  const world = createWorld(seed, isNoted)
  const cast = createCast(world)
  const operators = new Operators(world)
  const checker = new Checker(world)
  world.onDown = (device, payload) => checker.sees(device, payload)
  await begin(world, cast)
  let steps = 0
  const isBroken = () => checker.broken.length > 0
  for (; steps < STEPS && !isBroken(); steps++) {
    if (steps === world.weather.deathAtStep) world.dice.pick(cast.machines).breakDown()
    await chance(world, cast, operators)
    await step(world)
  }
  world.note(() => 'CALM')
  world.weather = CALM
  await heal(world, cast)
  steps += await comeToRest(world, cast, checker)
  const dead = cast.machines.filter((machine) => machine.isBroken).map(({ identity }) => identity.device)
  if (!isBroken()) checker.end(new Set(dead))
  return { seed, broken: checker.broken, notes: world.notes, figures: figuresOf(world, steps) }
}

/** Time goes on in calm. Of a machine that is broken for good nothing will be heard: then the clock leaps to the end. */
async function comeToRest(world: World, cast: Cast, checker: Checker): Promise<number> {
  const calmAt = world.schedule.now
  const mayGoOn = () => checker.broken.length === 0 && world.schedule.now - calmAt < QUIET_MS_MAX
  const isOneBroken = cast.machines.some((machine) => machine.isBroken)
  let steps = 0
  for (; steps < QUIET_STEPS_MAX && mayGoOn() && !isAtRest(world, cast); steps++) {
    if (isOneBroken && world.schedule.now - calmAt > SETTLED_MS && world.jumpMs < QUIET_MS_MAX) {
      world.jumpMs += QUIET_MS_MAX
      cast.worker.replan()
    }
    await step(world)
  }
  return steps
}

function createCast(world: World): Cast {
  const gateways = [new Gateway(world, 'gateway-1'), new Gateway(world, 'gateway-2')]
  const wires = new Map<Machine, Wire>()
  const transport = (machine: Machine) => ({
    open: (options: ConnectionOptions, events: ConnectionEvents) => {
      const wire = new Wire(world, machine, options, events)
      wires.set(machine, wire)
      wire.call(() => {
        const up = gateways.filter(({ isUp }) => isUp)
        return up.length === 0 ? null : world.dice.pick(up)
      })
      return {
        publish: (topic: string, payload: Uint8Array, qos: 0 | 1) => wire.up(topic, payload, qos),
        close: (isGraceful: boolean) => wire.closeBelow(isGraceful),
      }
    },
  })
  const machines = world.machines.map(({ identity }) => new Machine(world, identity, transport))
  return { machines, gateways, worker: new Worker(world), wires }
}

async function begin(world: World, { machines, gateways, worker }: Cast): Promise<void> {
  mountDisks(new Map(machines.map((machine) => [machine.name, machine.disk])))
  for (const gateway of gateways) await gateway.start()
  await worker.start()
  for (const machine of machines) {
    machine.enrol()
    machine.start()
  }
}

/** What chance adds before a step: a wish of somebody, or a fault. */
async function chance(world: World, cast: Cast, operators: Operators): Promise<void> {
  const { dice, weather } = world
  if (operators.asked < REQUESTS_MAX && dice.chance(0.04)) await operators.ask()
  if (dice.chance(0.01)) await operators.cancel()
  if (dice.chance(0.01)) dice.pick(cast.machines).speak()
  if (dice.chance(weather.faults)) breakSomething(world, cast)
}

/** The next thing happens, and all that follows from it without time. */
async function step(world: World): Promise<void> {
  const next = world.schedule.next()
  if (next === null) throw new Error('nothing happens any more')
  world.note(() => next.what)
  await next.run()
  // promise chains of a few links have run when a macrotask has passed
  await new Promise((resolve) => setImmediate(resolve))
}

function isAtRest({ database }: World, { machines }: Cast): boolean {
  return (
    database.commands.all().every(({ finishedAt }) => finishedAt !== null) &&
    machines.every(({ isBroken, terminal }) => isBroken || (terminal !== null && terminal.view.waiting === 0))
  )
}

function figuresOf({ database, histories }: World, steps: number): Outcome['figures'] {
  const ends: Record<string, number> = {}
  for (const { type, state } of database.commands.all()) ends[`${type} ${state}`] = (ends[`${type} ${state}`] ?? 0) + 1
  const executions = [...histories.runs.values()].reduce((sum, { starts }) => sum + starts, 0)
  return { steps, commands: database.commands.all().length, executions, messages: database.uplinks.all().length, ends }
}
