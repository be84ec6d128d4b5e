import { resolve } from 'node:path'
import { ensureKeyFiles, readKeyListFile } from '@budeng/protocol'
import { EXIT } from '../exit-codes.ts'
import { print } from '../output.ts'

/** `keys create FOLDER`: a whole set for production. What is there already is left alone. */
export async function createKeys(folder: string): Promise<number> {
  const place = resolve(folder)
  ensureKeyFiles(place, Date.now())
  const { list, rootX } = readKeyListFile(place)
  print(
    [
      `Keys in ${place}; root ${rootX}, key list version ${list.version}.`,
      'Take root.key away now, to a place without a network: the platform runs without it, and whoever has it commands every terminal.',
      'command.key is for the worker, clock.key for the gateway, seal-presence.key for the API, seal-link.key for all three; key-list.jws and root.pub for all.',
    ].join('\n'),
  )
  return EXIT.ok
}
