import { isDocumentName, type NamedEvidence, readEvidenceName } from '@budeng/corrections'
import type { StanKey } from '@budeng/transactions'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { type FileLineView, lineView } from '../transactions/files/file-view.ts'
import { FileLineObject } from '../transactions/files/file.type.ts'
import { hostView } from '../transactions/files/host-view.ts'
import { HostRecordObject } from '../transactions/files/witness.type.ts'
import { recordView } from '../transactions/record-view.ts'
import { JournalRecordObject } from '../transactions/transaction.type.ts'
import { AttachmentObject, EvidenceObject } from './correction.type.ts'
import type { EvidenceView } from './correction-view.ts'

const ONLY_OF_A_CORRECTION = 'of a correction, and with `transaction:read`'

/** What a piece of evidence is: the document that was uploaded, or what journal, host or file say. */
@Resolver(() => EvidenceObject)
export class EvidenceResolver {
  @FieldResolver(() => AttachmentObject, {
    nullable: true,
    description: 'The document itself; null: it is a record, a line or a tariff.',
  })
  async attachment(
    @Root() { ref, of }: EvidenceView,
    @Ctx('operation') { load }: Operation,
  ): Promise<AttachmentObject | null> {
    if (of === null || !isDocumentName(ref)) return null
    const { terminalId } = of.row
    const kept = await load.attachment.load({ terminalId, hash: ref })
    if (kept === null) return null
    const { name, type, bytes, createdAt: uploadedAt } = kept
    return { name, type, bytes, uploadedAt, address: `/evidence/${terminalId}/${ref}` }
  }

  @FieldResolver(() => JournalRecordObject, {
    nullable: true,
    description: `The record of the terminal's journal; null for what is none. Only ${ONLY_OF_A_CORRECTION}.`,
  })
  async record(
    @Root() view: EvidenceView,
    @Ctx('operation') operation: Operation,
  ): Promise<JournalRecordObject | null> {
    const named = shownOf(operation, view)
    if (named?.kind !== 'RECORD' && (named?.kind !== 'TRANSACTION' || view.source !== 'TERMINAL')) return null
    const { terminalId } = named.row
    const at = named.kind === 'RECORD' ? named : await foundingOf(operation, named)
    if (at === null || at.seq === null) return null
    const record = await operation.load.journalRecord.load({ terminalId, epoch: at.epoch, seq: at.seq })
    return record === null ? null : recordView(record)
  }

  @FieldResolver(() => HostRecordObject, {
    nullable: true,
    description: `What the host says that it did; null for what is none. Only ${ONLY_OF_A_CORRECTION}.`,
  })
  async hostRecord(
    @Root() view: EvidenceView,
    @Ctx('operation') operation: Operation,
  ): Promise<HostRecordObject | null> {
    const named = shownOf(operation, view)
    if (named?.kind !== 'HOST_RECORD') return null
    const { terminalId } = named.row
    const told = await Promise.all(
      named.keys.map(({ batch: batchNo, stan }) => operation.load.hostRecords.load({ terminalId, batchNo, stan })),
    )
    const record = told.flat().find(({ position }) => position === named.position)
    return record === undefined ? null : hostView(record)
  }

  @FieldResolver(() => FileLineObject, {
    nullable: true,
    description: `What a file of the acquirer says, the newest one; null for what is none. Only ${ONLY_OF_A_CORRECTION}.`,
  })
  async fileLine(@Root() view: EvidenceView, @Ctx('operation') operation: Operation): Promise<FileLineView | null> {
    const named = shownOf(operation, view)
    if (named?.kind === 'FILE_LINE') {
      const line = await operation.load.fileLine.load({ importId: named.importId, line: named.line })
      return line === null ? null : lineView(line)
    }
    if (named?.kind !== 'TRANSACTION' || view.source !== 'FILE') return null
    const transaction = await foundingOf(operation, named)
    const line = transaction === null ? undefined : (await operation.load.fileLines.load(transaction.id)).at(-1)
    return line === undefined ? null : lineView(line)
  }
}

type Shown = NamedEvidence & Pick<NonNullable<EvidenceView['of']>, 'row'> & { readonly keys: readonly StanKey[] }

/** To what it leads, with the numbers in question: that of the correction's own transaction, and of the one it is tied to. */
function shownOf({ authority }: Operation, { ref, of }: EvidenceView): Shown | null {
  const named = of === null || !authority.permits.has('transaction:read') ? null : readEvidenceName(ref)
  if (named === null || of === null) return null
  const { target, patch } = of.correction
  const { originalBatch: batch, originalStan: stan } = patch
  const own = target === null ? [] : [target.key]
  const linked = batch === undefined || stan === undefined ? [] : own.map((key) => ({ ...key, batch, stan }))
  return { ...named, row: of.row, keys: [...own, ...linked] }
}

/** The transaction at a place of the correction's own terminal. */
async function foundingOf({ load }: Operation, { row, place }: Extract<Shown, { kind: 'TRANSACTION' }>) {
  const { terminalId, epoch } = row
  const terminal = await load.terminal.load(terminalId)
  if (epoch === null || terminal?.tid !== place.tid) return null
  const { batch: batchNo, stan, msgClass } = place.key
  return await load.transactionByKey.load({ terminalId, epoch, batchNo, stan, msgClass })
}
