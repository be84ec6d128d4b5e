import { KeyKeeper, readAuditVerifiers, readSealKeys } from '@budeng/protocol'
import { keyListMemory, type Storage } from '@budeng/storage'
import type { ApiKeys } from './house.ts'
import type { Log } from './log.ts'

/** The keys of a running API: it signs nothing, it seals, and it hands out the newest key list. */
export interface OpenKeys {
  readonly keys: ApiKeys
  readonly keeper: KeyKeeper
}

/** The sealing keys of a folder. @throws KeyFault naming the file that is missing or wrong */
export function readSeals(folder: string) {
  return {
    sealLink: readSealKeys(folder, 'link'),
    sealPresence: readSealKeys(folder, 'presence'),
    sealPeople: readSealKeys(folder, 'people'),
  }
}

/** @throws KeyFault when the key list is missing, wrong, or older than one that was used */
export async function openKeys(
  folder: string,
  { sealLink, sealPresence, sealPeople }: ReturnType<typeof readSeals>,
  storage: Storage,
  log: Log,
): Promise<OpenKeys> {
  const reload = () => {
    sealLink.reload()
    sealPresence.reload()
    sealPeople.reload()
  }
  const keeper = await KeyKeeper.open({ folder, uses: [], memory: keyListMemory(storage), log, reload })
  return {
    keys: { sealLink, sealPresence, sealPeople, ring: () => keeper.ring, audit: readAuditVerifiers(folder) },
    keeper,
  }
}
