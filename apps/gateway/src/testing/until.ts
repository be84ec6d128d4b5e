import { vi } from 'vitest'

/** Waits until the check holds, and says what it says: long enough for a machine that is busy with other things. */
export async function until<T>(check: () => T | Promise<T>): Promise<T> {
  return await vi.waitFor(check, { timeout: 60_000, interval: 25 })
}
