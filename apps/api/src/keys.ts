import { readKeyListFile, readLinkSealKey, readPresenceSealKey } from '@budeng/protocol'
import type { ApiKeys } from './house.ts'

/** The key files of the API. @throws KeyFault naming the file that is missing or wrong */
export function readKeys(folder: string): ApiKeys {
  const { jws, rootX } = readKeyListFile(folder)
  return { sealLink: readLinkSealKey(folder), sealPresence: readPresenceSealKey(folder), rootX, keyList: jws }
}
