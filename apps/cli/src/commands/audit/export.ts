import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { sealedEntries } from '@budeng/storage'
import type { Environment } from '../../environment.ts'
import { EXIT } from '../../exit-codes.ts'
import { withRecord } from './record.ts'

interface Options {
  readonly from: number
  readonly out?: string
}

/** `audit export`: one line an event, exactly what is hashed of it, with its leaf. No faster than it can be written. */
export async function exportEvents(environment: Environment, { from, out }: Options): Promise<number> {
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 })
  await withRecord(environment, async (storage) => {
    for await (const entries of sealedEntries(storage, from)) {
      const lines = entries.map(({ entry, leaf }) => `{"leaf":"${leaf.toString('base64')}","event":${entry}}\n`)
      if (!target.write(lines.join(''))) await once(target, 'drain')
    }
  })
  if (target !== process.stdout) {
    target.end()
    await once(target, 'close')
  }
  return EXIT.ok
}
