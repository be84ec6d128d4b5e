import { Fault, type Money } from '@budeng/kernel'
import type { EntryView, NodeRow, TerminalView, TransactionRow } from '@budeng/storage'
import type { MsgClass, SyncState } from '@budeng/transactions'
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { BatchObject, ConsistencyProofObject } from './batch.type.ts'
import { MsgClassEnum, SyncStateEnum } from './enums.ts'
import { ledgerMoney } from './ledger-money.ts'
import { LedgerEntryObject } from './ledger.type.ts'
import { MoneyObject } from './money.type.ts'
import { type BatchView, batchView, proofView, recordView } from './record-view.ts'
import { type TransactionView, viewOfRow } from './transaction-view.ts'
import { JournalRecordObject, TransactionObject, TransactionVersionObject } from './transaction.type.ts'
import { type VersionView, versionsOf } from './versions.ts'

/** What a list's line does not hold of a transaction: read with its row when it is asked for. */
@Resolver(() => TransactionObject)
export class TransactionResolver {
  @FieldResolver(() => String, { description: 'Terminal number at the time.' })
  async tid(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string> {
    const terminal = await operation.load.terminal.load(view.terminalId)
    return terminal?.tid ?? (await rowOf(operation, view)).tid
  }

  @FieldResolver(() => Int, { description: 'Epoch of the journal.' })
  async epoch(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<number> {
    return (await rowOf(operation, view)).epoch
  }

  @FieldResolver(() => MsgClassEnum, { description: 'With batch and STAN its permanent key.' })
  async msgClass(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<MsgClass> {
    return (await rowOf(operation, view)).msgClass as MsgClass
  }

  @FieldResolver(() => SyncStateEnum, { description: 'Who knows of it.' })
  async synchronisation(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<SyncState> {
    return (await rowOf(operation, view)).syncState as SyncState
  }

  @FieldResolver(() => MoneyObject, {
    nullable: true,
    description: 'What is left of it after voids, refunds and reversal; null when it carries no amount.',
  })
  async net(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<Money | null> {
    const { netAmount } = await rowOf(operation, view)
    return netAmount === null || view.amount === null ? null : { ...view.amount, minor: netAmount }
  }

  @FieldResolver(() => DateScalar, { description: 'Business day for which it counts.' })
  async effectiveDate(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string> {
    return (await rowOf(operation, view)).effectiveDate
  }

  @FieldResolver(() => String, { nullable: true, description: 'Response code of the host.' })
  async responseCode(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string | null> {
    return (await rowOf(operation, view)).responseCode
  }

  @FieldResolver(() => String, { nullable: true, description: 'Authorisation code (授权码).' })
  async authCode(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string | null> {
    return (await rowOf(operation, view)).authCode
  }

  @FieldResolver(() => String, { nullable: true, description: 'Order number of the merchant (QR).' })
  async merchantOrder(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string | null> {
    return (await rowOf(operation, view)).merchantOrder
  }

  @FieldResolver(() => String, { nullable: true, description: 'Order number of the channel (QR).' })
  async channelOrder(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<string | null> {
    return (await rowOf(operation, view)).channelOrder
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal, when the viewer still sees it: it may have moved since.',
  })
  async terminal(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return await operation.load.terminal.load(view.terminalId)
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The merchant for whom it was made; null when the viewer does not see it by name.',
  })
  async merchant(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, (await rowOf(operation, view)).merchantId)
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The store where it was made; null when the viewer does not see it by name.',
  })
  async store(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, (await rowOf(operation, view)).storeId)
  }

  @FieldResolver(() => BatchObject, { nullable: true, description: 'The batch to which it belongs.' })
  async batch(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<BatchView | null> {
    const { terminalId, epoch, batchNo } = await rowOf(operation, view)
    const batch = await operation.load.batchAt.load({ terminalId, epoch, batchNo })
    return batch === null ? null : batchView(batch)
  }

  @FieldResolver(() => [JournalRecordObject], {
    description: 'The facts of the journal that say something of it, in their order. They never change.',
  })
  async records(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<JournalRecordObject[]> {
    const { terminalId, epoch, seqs } = await rowOf(operation, view)
    const records = await Promise.all(seqs.map((seq) => operation.load.journalRecord.load({ terminalId, epoch, seq })))
    return records.filter((record) => record !== null).map(recordView)
  }

  @FieldResolver(() => [TransactionVersionObject], {
    description: 'How it reads: the original first, then after each correction. All of them stay.',
  })
  async versions(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<VersionView[]> {
    return versionsOf(await rowOf(operation, view))
  }

  @FieldResolver(() => TransactionObject, {
    nullable: true,
    description: 'What it voids, refunds, completes or adjusts; null when it stands alone.',
  })
  async original(
    @Root() view: TransactionView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    const row = await rowOf(operation, view)
    const { founding } = row.facts as Referring
    return founding?.original == null ? null : await atKey(operation, row, founding.original)
  }

  @FieldResolver(() => [TransactionObject], { description: 'What voids, refunds, completes or adjusts it.' })
  async followUps(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<TransactionView[]> {
    const row = await rowOf(operation, view)
    const { followers = [] } = row.facts as Referring
    const found = await Promise.all(followers.map(({ key }) => atKey(operation, row, key)))
    return found.filter((one) => one !== null)
  }

  @FieldResolver(() => [LedgerEntryObject], {
    description: 'How it is booked; empty without `ledger:read`, and for what moves no money.',
  })
  async entries(@Root() view: TransactionView, @Ctx('operation') operation: Operation): Promise<LedgerEntryObject[]> {
    if (!operation.authority.permits.has('ledger:read')) return []
    return (await operation.load.entries.load(view.id)).map(entryView)
  }

  @FieldResolver(() => ConsistencyProofObject, {
    nullable: true,
    description: 'The first comparison after which both sides provably had it; null as long as there is none.',
  })
  async proof(
    @Root() view: TransactionView,
    @Ctx('operation') operation: Operation,
  ): Promise<ConsistencyProofObject | null> {
    const { terminalId, epoch, seq } = await rowOf(operation, view)
    if (seq === null) return null
    const proof = await operation.load.proofCovering.load({ terminalId, epoch, seq })
    return proof === null ? null : proofView(proof)
  }
}

interface OtherKey {
  readonly batch: string
  readonly stan: string
  readonly msgClass: string
}

/** The part of the stored facts that names other transactions of the journal. */
interface Referring {
  readonly founding?: { readonly original?: OtherKey | null } | null
  readonly followers?: readonly { readonly key: OtherKey }[]
}

async function atKey(
  operation: Operation,
  { terminalId, epoch }: TransactionRow,
  { batch, stan, msgClass }: OtherKey,
): Promise<TransactionView | null> {
  const row = await operation.load.transactionByKey.load({ terminalId, epoch, batchNo: batch, stan, msgClass })
  return row === null ? null : viewOfRow(row)
}

async function rowOf(operation: Operation, { id }: TransactionView): Promise<TransactionRow> {
  const row = await operation.load.transaction.load(id)
  if (row === null) throw new Fault(`the line of ${id} has no transaction`)
  return row
}

function entryView(entry: EntryView): LedgerEntryObject {
  return {
    number: String(entry.id),
    version: entry.version,
    book: entry.book,
    isReversal: entry.kind === 'REVERSED',
    effectiveDate: entry.effectiveDate,
    originalDate: entry.originalDate,
    recordedAt: entry.recordedAt,
    postings: entry.postings.map(({ account: { kind, currency }, minor }) => ({
      account: kind,
      amount: ledgerMoney(minor, currency),
    })),
  }
}
