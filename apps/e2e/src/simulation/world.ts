import { HOUR, type Instant, idMaker, type NewId } from '@budeng/kernel'
import { KeyRing, keyPairFromSeed, signKeyList } from '@budeng/protocol'
import { createHost, type Host, type HostRecord, memoryLines } from '@budeng/simulator'
import type { DeviceLogin } from '@budeng/storage'
import type { Identity } from '@budeng/terminal'
import { Dice } from './dice.ts'
import { enrol } from './enrolment.ts'
import { seedCrypto } from './fast-crypto.ts'
import { STEPS, TERMINALS } from './limits.ts'
import { Database } from './model/tables.ts'
import { Histories } from './record.ts'
import { Schedule } from './schedule.ts'

/** 2026-01-01T00:00:00Z: when every simulation begins. */
const BEGINNING: Instant = 1_767_225_600_000
const KEY_LIFE_MS = 365 * 24 * HOUR

/** How bad the weather is in this seed: each fault has seeds without it, and seeds full of it. */
export interface Weather {
  readonly loss: number
  readonly duplication: number
  readonly delayMsMax: number
  readonly keepsOrder: boolean
  readonly faults: number
  /** Chance of a commit whose answer is lost, and of a transaction that the server undoes. */
  readonly lostAnswers: number
  readonly undone: number
  readonly hostMsMax: number
  /** Step in which one machine breaks for good; null: all come back. */
  readonly deathAtStep: number | null
}

/** Everything that all parts of one simulation share. */
export interface World {
  readonly seed: number
  readonly dice: Dice
  readonly schedule: Schedule
  readonly database: Database
  readonly histories: Histories
  readonly host: Host
  readonly newId: NewId
  readonly keys: { readonly ring: () => KeyRing; readonly sealLink: Buffer }
  readonly machines: readonly { readonly identity: Identity; readonly login: DeviceLogin }[]
  weather: Weather
  /** How far the platform's clock was set on or back. */
  jumpMs: number
  /** The platform's time. */
  readonly now: () => Instant
  /** What happened, for whoever replays. */
  readonly note: (what: () => string) => void
  readonly notes: string[]
  /** Sees what leaves gateways. */
  onDown: (device: string, payload: Buffer) => void
}

export const CALM: Weather = {
  loss: 0,
  duplication: 0,
  delayMsMax: 20,
  keepsOrder: true,
  faults: 0,
  lostAnswers: 0,
  undone: 0,
  hostMsMax: 500,
  deathAtStep: null,
}

function weatherOf(dice: Dice): Weather {
  return {
    loss: dice.pick([0, 0, 0.02, 0.1, 0.3]),
    duplication: dice.pick([0, 0.05, 0.3]),
    delayMsMax: dice.pick([20, 500, 5_000, 30_000]),
    keepsOrder: dice.chance(0.5),
    faults: dice.pick([0, 0.01, 0.03, 0.08]),
    lostAnswers: dice.pick([0, 0.01, 0.05]),
    undone: dice.pick([0, 0.05]),
    hostMsMax: dice.pick([50, 2_000, 20_000]),
    deathAtStep: dice.chance(0.1) ? dice.between(STEPS / 2, STEPS - 1) : null,
  }
}

/** A platform with enrolled terminals, and nothing that runs yet. Notes cost time: only a replay takes them. */
export function createWorld(seed: number, isNoted: boolean): World {
  seedCrypto(seed)
  const dice = new Dice(seed)
  const schedule = new Schedule()
  const notes: string[] = []
  const world = { jumpMs: 0 }
  const now = () => BEGINNING + Math.floor(schedule.now) + world.jumpMs
  const sealLink = dice.bytes(32)
  const [root, command, clock] = [1, 2, 3].map(() => keyPairFromSeed(dice.bytes(32)))
  if (root === undefined || command === undefined || clock === undefined) throw new RangeError('three keys')
  const life = { alg: 'EdDSA', from: BEGINNING - KEY_LIFE_MS, to: BEGINNING + KEY_LIFE_MS } as const
  const list = {
    version: 1,
    keys: [
      { kid: 'command-1', use: 'command', x: command.x, ...life },
      { kid: 'clock-1', use: 'clock', x: clock.x, ...life },
    ],
  } as const
  const keyList = {
    list: { ...list, keys: [...list.keys] },
    jws: signKeyList({ ...list, keys: [...list.keys] }, root),
    rootX: root.x,
  }
  const ring = new KeyRing(keyList, [], new Map([command, clock].map(({ x, privateKey }) => [x, privateKey])))
  const newId = idMaker(now, (size) => dice.bytes(size))
  const database = new Database()
  const machines = Array.from({ length: TERMINALS }, (_, index) =>
    enrol({
      database,
      dice,
      newId,
      sealLink,
      keyList: keyList.jws,
      rootKey: root.x,
      at: BEGINNING,
      tid: `1000000${index + 1}`,
    }),
  )
  return Object.assign(world, {
    seed,
    dice,
    schedule,
    database,
    histories: new Histories(),
    host: createHost({ now }, memoryLines<HostRecord>()),
    newId,
    keys: { ring: () => ring, sealLink },
    machines,
    weather: weatherOf(dice),
    now,
    notes,
    onDown: () => undefined,
    note: (what: () => string) => {
      if (isNoted) notes.push(`${(schedule.now / 1_000).toFixed(3).padStart(10)} ${what()}`)
    },
  })
}
