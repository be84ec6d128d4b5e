import { readAuditVerifiers } from '@budeng/protocol'
import { PLATFORM_SCOPE, proveInclusion } from '@budeng/storage'
import type { Environment } from '../../environment.ts'
import { CommandFault, EXIT } from '../../exit-codes.ts'
import { printJson } from '../../output.ts'
import { PROOF_FORM } from './proof-file.ts'
import { withRecord } from './record.ts'

/** `audit prove EVENT`: the proof as JSON on standard output. */
export async function proveEvent(environment: Environment, eventId: string): Promise<number> {
  const proof = await withRecord(environment, (storage) =>
    storage.read(PLATFORM_SCOPE, (db) => proveInclusion(db, eventId)),
  )
  if (proof === null)
    throw new CommandFault(EXIT.refused, `${eventId} is not in the sealed record. A new event is sealed within 10 s.`)
  const { path, note, ...rest } = proof
  printJson({
    form: PROOF_FORM,
    ...rest,
    path: path.map((hash) => hash.toString('base64')),
    checkpoint: note,
    publicKeys: readAuditVerifiers(environment.keysDir),
  })
  return EXIT.ok
}
