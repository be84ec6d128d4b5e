import { ADDRESS_FAILURES_MAX, LOGIN_FAILURE_WINDOW_MS, loginLock } from '@budeng/access'
import { insertLoginFailure, loadLoginFailures } from '@budeng/storage'
import type { Asker } from '../../graphql/operation.ts'
import type { House } from '../../house.ts'

/** Failed returns are nobody's account: they count for their address alone, together with its wrong passwords. */
const NO_ACCOUNT = ''

export async function isAddressLocked({ storage, clock }: House, { address }: Asker): Promise<boolean> {
  const at = clock.now()
  const failures = await storage.read({ path: null, address }, (db) =>
    loadLoginFailures(db, {
      ...{ email: NO_ACCOUNT, address, since: at - LOGIN_FAILURE_WINDOW_MS, max: ADDRESS_FAILURES_MAX },
    }),
  )
  return loginLock({ account: [], address: failures.address }, at) !== null
}

export async function countFailure({ storage, clock }: House, { address, requestId }: Asker): Promise<void> {
  await storage.write({ path: null, address }, { kind: 'PLATFORM', id: null, requestId, address }, (unit) =>
    insertLoginFailure(unit, NO_ACCOUNT, address, clock.now()),
  )
}
