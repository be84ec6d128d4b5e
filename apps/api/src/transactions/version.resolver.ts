import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { CorrectionObject } from '../corrections/correction.type.ts'
import type { CorrectionView } from '../corrections/correction-view.ts'
import { findCorrection } from '../corrections/find-correction.ts'
import type { Operation } from '../graphql/operation.ts'
import { recordView } from './record-view.ts'
import { JournalRecordObject, TransactionVersionObject } from './transaction.type.ts'
import type { VersionView } from './versions.ts'

/** What made a version of a transaction. */
@Resolver(() => TransactionVersionObject)
export class TransactionVersionResolver {
  @FieldResolver(() => JournalRecordObject, {
    nullable: true,
    description: 'The record that says so; null until the terminal has one of it.',
  })
  async record(
    @Root() { row: { terminalId, epoch }, seq }: VersionView,
    @Ctx('operation') operation: Operation,
  ): Promise<JournalRecordObject | null> {
    const record = seq === null ? null : await operation.load.journalRecord.load({ terminalId, epoch, seq })
    return record === null ? null : recordView(record)
  }

  @FieldResolver(() => CorrectionObject, { nullable: true, description: 'The correction that made it.' })
  async correction(
    @Root() { correctionId }: VersionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView | null> {
    return correctionId === null ? null : await findCorrection(operation, correctionId)
  }
}
