import { LOSS_DEBOUNCE_MS } from '@budeng/fleet'
import type { Storage, Unit } from '@budeng/storage'
import { beforeEach, expect, test } from 'vitest'
import { type Link, Links } from '../links.ts'
import { Reception, type ReceptionParts } from '../reception.ts'
import { PresenceWatch } from './presence.ts'

const FLEET = 2_600
let now = 1_000_000
/** Parameters of the first statement of each transaction. */
let written: (readonly string[])[]
/** What happens while a transaction is under way. */
let meanwhile: () => void

/** Takes the ids of the first statement, and finds no row for any. */
const storage = {
  clock: { now: () => now },
  write: async (_scope: unknown, _actor: unknown, work: (unit: Unit) => Promise<unknown>) => {
    let ids: readonly string[] | undefined
    const take = (_sql: string, params: readonly unknown[] = []) => {
      ids ??= params.find((param): param is readonly string[] => Array.isArray(param))
      meanwhile()
      return []
    }
    const answer = await work({
      query: async (...said: [string]) => take(...said),
      execute: async (...said: [string]) => take(...said).length,
    } as unknown as Unit)
    written.push([...(ids ?? [])])
    return answer
  },
} as unknown as Storage

function link(place: number): Link {
  const terminalId = `trm_${place}`
  return { login: { terminal: { terminalId } }, fence: 1, heartbeatAt: now, heartbeatIntervalMs: 60_000 } as Link
}

beforeEach(() => {
  written = []
  meanwhile = () => undefined
})

function reception(): Reception {
  return new Reception({ storage, greeter: { gatewayId: 'gtw' } } as unknown as ReceptionParts)
}

test('sockets that all close at once are released in groups, each once', async () => {
  const released = reception()
  for (let place = 0; place < FLEET; place++) released.release(link(place))
  await released.releaseAll()
  expect(written.map((ids) => ids.length)).toEqual([1_000, 1_000, 600])
  expect(new Set(written.flat()).size).toBe(FLEET)
})

test('a socket that closes while others are being released is released too', async () => {
  const released = reception()
  released.release(link(0))
  meanwhile = () => {
    meanwhile = () => undefined
    released.release(link(1))
  }
  await released.releaseAll()
  await released.releaseAll()
  expect(written.flat()).toEqual(['trm_0', 'trm_1'])
})

test('terminals that all fall silent at once are written down in groups', async () => {
  const watch = new PresenceWatch(storage, 'gtw', new Links())
  for (let place = 0; place < FLEET; place++) watch.lose(link(place), now)
  now += LOSS_DEBOUNCE_MS
  await watch.sweep()
  expect(written.map((ids) => ids.length)).toEqual([500, 500, 500, 500, 500, 100])
  expect(new Set(written.flat()).size).toBe(FLEET)
})
