import { vi } from 'vitest'

/** Waits until the check holds: long enough for a machine that is busy with other things. */
export async function until(check: () => unknown): Promise<void> {
  await vi.waitFor(check, { timeout: 60_000, interval: 25 })
}
