import type * as NodeCrypto from 'node:crypto'
import type * as NodeFs from 'node:fs'
import type * as RealStorage from '@budeng/storage'
import { expect, test, vi } from 'vitest'
import { askedSeeds } from './environment.ts'
import { FAILURES_MAX, STEPS_SHOWN } from './limits.ts'
import { simulate } from './simulation.ts'

vi.mock('node:crypto', async (original) =>
  (await import('./fast-crypto.ts')).fastCrypto(await original<typeof NodeCrypto>()),
)
vi.mock('node:fs', async (original) => (await import('./disk.ts')).diskFs(await original<typeof NodeFs>()))
vi.mock('@budeng/storage', async (original) => ({
  ...(await original<typeof RealStorage>()),
  ...(await import('./model/index.ts')).storageModel,
}))

const { seeds, isReplay } = askedSeeds()
/** Ends that must be among those of a hundred seeds and more. */
const ENDS_SEEN = [
  ...['RELOGIN SUCCEEDED', 'REBOOT SUCCEEDED', 'BACKUP SUCCEEDED', 'RELOGIN FAILED', 'RELOGIN CANCELLED'],
  ...['RELOGIN SUPERSEDED', 'RELOGIN EXPIRED', 'RELOGIN UNVERIFIED', 'REBOOT UNVERIFIED', 'RELOGIN REJECTED'],
]
const SLOW = { timeout: 300_000 }

/** The same seed once more, with notes: the same steps to the same end, or the simulation itself is at fault. */
async function storyOf(seed: number, broken: readonly string[]): Promise<string> {
  const replayed = await simulate(seed, true)
  expect(replayed.broken, `seed ${seed} did not replay`).toEqual(broken)
  const story = isReplay ? replayed.notes : replayed.notes.slice(-STEPS_SHOWN)
  return [`BUDENG_SEED=${seed} plays this again:`, ...story, ...broken].join('\n')
}

test(
  'whatever is lost, doubled, late, cut off or killed: nothing acknowledged is lost, and every command ends',
  SLOW,
  async () => {
    const ends: Record<string, number> = {}
    const failures: string[] = []
    for (const seed of seeds) {
      const { broken, figures } = await simulate(seed, false)
      for (const [end, times] of Object.entries(figures.ends)) ends[end] = (ends[end] ?? 0) + times
      if (broken.length > 0) failures.push(await storyOf(seed, broken))
      else if (isReplay) console.log(await storyOf(seed, broken))
      if (failures.length === FAILURES_MAX) break
    }
    expect(failures.join('\n\n')).toBe('')
    // and it went where the faults are: a simulation in which nothing happens would pass too
    if (seeds.length >= 100) expect(Object.keys(ends)).toEqual(expect.arrayContaining(ENDS_SEEN))
  },
)
