import {
  endRestoredSessions,
  liveProcesses,
  placeWaiting,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  raiseEra,
  reckonAgain,
} from '@budeng/storage'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { paint, print } from '../output.ts'
import { withRecord } from './audit/record.ts'
import { verifier, type VerifyOptions } from './audit/verify.ts'

/**
 * `restored`: a backup was played back and nothing runs on it yet. What lies in it is reckoned again; only when all of it
 * agrees does the era rise, so that terminals send again what was acknowledged after the backup.
 */
export async function restored(
  environment: Environment,
  options: Pick<VerifyOptions, 'checkpoints' | 'publicKey'>,
): Promise<number> {
  const verify = verifier(environment, { ...options, from: 1, json: false })
  return await withRecord(environment, async (storage) => {
    const alive = await storage.read(PLATFORM_SCOPE, (db) => liveProcesses(db))
    if (alive.length > 0) {
      const names = alive.map(({ kind, id }) => `${kind} ${id}`).join(', ')
      throw new CommandFault(EXIT.refused, `The platform runs on this database (${names}). Stop it first.`)
    }
    const placed = await placeWaiting(storage)
    if (placed > 0) print(`${placed} events of the last moment have their place now.`)
    const verified = await verify(storage)
    const { acquirers, journals, records, unbalanced, differing } = await reckonAgain(storage)
    const wrong = [
      ...unbalanced.map((books) => `the books of ${books} are not zero together.`),
      ...differing.map((journal) => `the records of ${journal} give another root than the one that is kept.`),
    ]
    const sign = (isGood: boolean) =>
      paint({ json: false, colour: environment.colour }, isGood ? 'green' : 'red', isGood ? 'PROVEN' : 'NOT PROVEN')
    for (const line of wrong) print(`${sign(false)}  ${line}`)
    if (wrong.length === 0)
      print(
        `${sign(true)}  books of ${acquirers} acquirers are zero; ${journals} journals, ${records} records, have their roots.`,
      )
    if (verified !== EXIT.ok || wrong.length > 0) {
      print('The era stays as it was: find out first what is wrong with this backup, or take another one.')
      return EXIT.failed
    }
    const { era, ended } = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => ({
      ended: await endRestoredSessions(unit),
      era: await raiseEra(unit),
    }))
    if (ended > 0) print(`${ended} sessions were ended: people log in anew.`)
    print(`The era is ${era}. Start the platform: terminals send again what they still keep.`)
    return EXIT.ok
  })
}
