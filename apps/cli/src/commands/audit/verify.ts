import { notesOf, readCheckpoint } from '@budeng/protocol'
import { type AuditFinding, type Storage, type Verification, verifyLog } from '@budeng/storage'
import type { Environment } from '../../environment.ts'
import { EXIT } from '../../exit-codes.ts'
import { paint, print, printJson } from '../../output.ts'
import { readText, verifiers, withRecord } from './record.ts'

export interface VerifyOptions {
  readonly from: number
  readonly checkpoints?: readonly string[]
  readonly publicKey?: string
  readonly json: boolean
}

/** `audit verify`: exit code 0 when the whole record is proven, 1 with the first thing that is wrong. */
export async function verifyAudit(environment: Environment, options: VerifyOptions): Promise<number> {
  const verify = verifier(environment, options)
  return await withRecord(environment, verify)
}

/** The same of a database that is open. What was named wrongly is told before. */
export function verifier(environment: Environment, options: VerifyOptions): (storage: Storage) => Promise<number> {
  const keys = verifiers(environment, options.publicKey)
  const exported = (options.checkpoints ?? []).flatMap((file) => notesOf(readText(file)))
  const readNote = (note: string) => {
    const reading = readCheckpoint(note, keys)
    return reading.ok ? reading.checkpoint : reading.reason
  }
  return async (storage) => {
    const startedAt = performance.now()
    const found = await verifyLog(storage, { readNote, exported, from: options.from })
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    if (options.json) printJson({ ...found, seconds: Number(seconds) })
    else for (const line of sentences(environment, found, seconds)) print(line)
    return found.finding === null ? EXIT.ok : EXIT.failed
  }
}

function sentences({ colour }: Environment, found: Verification, seconds: string): string[] {
  const { from, sealed, events, removed, checkpoints, exported, tail, finding } = found
  const looked = `${events} events hashed again from position ${from} of ${sealed}, ${checkpoints} signed checkpoints, ${exported} exported ones, in ${seconds} s`
  if (finding !== null)
    return [
      `${paint({ json: false, colour }, 'red', 'NOT PROVEN')}  ${finding.code}: ${SENTENCES[finding.code](finding)}`,
      `Until there: ${looked}.`,
    ]
  return [
    `${paint({ json: false, colour }, 'green', 'PROVEN')}  ${looked}.`,
    ...(removed > 0 ? [`${removed} events were removed by retention; their leaves are as they were sealed.`] : []),
    ...(tail > 0 ? [`${tail} events wait to be sealed.`] : []),
    ...(exported === 0
      ? [
          'No exported checkpoint was compared: whoever owns the database and has the signing key could have rewritten all of it. Give --checkpoints with a file that was kept elsewhere.',
        ]
      : []),
  ]
}

const at = ({ position, eventId }: AuditFinding) =>
  `position ${position}${eventId === null ? '' : `, event ${eventId}`}`

const SENTENCES: Readonly<Record<AuditFinding['code'], (finding: AuditFinding) => string>> = {
  EVENT_CHANGED: (finding) => `${at(finding)}, is not what was sealed there.`,
  EVENT_MOVED: (finding) => `${at(finding)}, was sealed at position ${finding.detail['sealedAt']}.`,
  EVENT_MISSING: (finding) => `${at(finding)}, is not there any more, and retention did not remove it.`,
  EVENT_UNPLACED: ({ eventId }) => `event ${eventId} has no place in the order: it was written past the platform.`,
  POSITION_MISSING: (finding) => `${at(finding)}: nothing stands there.`,
  LEAF_MISSING: (finding) => `${at(finding)}: its leaf is not there.`,
  SUBTREE_CHANGED: (finding) => `${at(finding)}: the kept root of the subtree that ends here is another one.`,
  CHECKPOINT_UNSIGNED: ({ source, position, detail }) =>
    `a checkpoint of the ${source === 'EXPORTED' ? 'file' : 'database'}${position === null ? '' : ` at ${position}`} is not signed by a known key (${detail['reason']}).`,
  CHECKPOINT_MISSING: ({ detail }) =>
    `${detail['sealed']} events have leaves, and the last checkpoint signs ${detail['signed']}.`,
  LOG_CUT: ({ source, detail }) =>
    `${source === 'EXPORTED' ? `a checkpoint of ${detail['at']} that was kept elsewhere` : 'the last checkpoint'} signs ${detail['signed']} events, and ${detail['sealed']} are there: the end was cut off.`,
  ROOT_DIFFERS: ({ source, detail }) =>
    `the checkpoint of ${detail['size']} events of ${detail['at']}, ${source === 'EXPORTED' ? 'kept elsewhere' : 'in the database'}, has another root: something at or before position ${detail['size']} was rewritten.`,
  OTHER_LOG: ({ detail }) => `a checkpoint is of the log ${detail['origin']}, not of ${detail['expected']}.`,
}
