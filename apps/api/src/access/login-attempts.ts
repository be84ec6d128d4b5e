import { ACCOUNT_FAILURES_MAX, ADDRESS_FAILURES_MAX, LOGIN_FAILURE_WINDOW_MS, loginLock } from '@budeng/access'
import { insertLoginFailure, loadLoginFailures, lockLoginAccount, type PersonRow } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import type { Asker } from '../graphql/operation.ts'
import type { House } from '../house.ts'

export interface Attempt {
  /** Why nothing is even looked at. */
  readonly lock: AnyRefusal | null
  /** The lock that this attempt brings about when it fails. */
  readonly nextLock: AnyRefusal | null
}

/**
 * Counts an attempt at a password or a code as failed before it is looked at; whoever was right takes it back. So a
 * thousand attempts at once count each other, in any number of processes.
 */
export async function countAttempt(house: House, { address, requestId }: Asker, email: string): Promise<Attempt> {
  return await house.storage.write(
    { path: null, email, address },
    { kind: 'PLATFORM', id: null, requestId, address },
    async (unit) => {
      await lockLoginAccount(unit, email)
      // read under the lock, so that whoever waited for it comes later
      const at = house.clock.now()
      const max = Math.max(ACCOUNT_FAILURES_MAX, ADDRESS_FAILURES_MAX)
      const failures = await loadLoginFailures(unit, { email, address, since: at - LOGIN_FAILURE_WINDOW_MS, max })
      const lock = loginLock(failures, at)
      if (lock !== null) return { lock, nextLock: null }
      await insertLoginFailure(unit, email, address, at)
      return {
        lock,
        nextLock: loginLock({ account: [...failures.account, at], address: [...failures.address, at] }, at),
      }
    },
  )
}

/** A lock is a fact for the audit trail of each organisation that has the account. */
export async function tellOfLock(
  house: House,
  { requestId, address }: Asker,
  people: readonly PersonRow[],
  lock: AnyRefusal,
): Promise<void> {
  for (const { id, path } of people)
    await house.storage.write(
      { path, personId: id },
      { kind: 'PLATFORM', id: null, requestId, address },
      async (unit) => {
        const data = { until: lock.params?.['until'], address }
        unit.append([{ type: 'LoginLocked', subject: id, path, at: unit.clock.now(), data }])
      },
    )
}
