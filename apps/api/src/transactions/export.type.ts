import type { Instant } from '@budeng/kernel'
import type { ExportJobRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateScalar, DateTimeScalar } from '../graphql/scalars.ts'
import { TerminalFilterInput } from '../fleet/terminal-input.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'

export const ExportKindEnum = enumeration<ExportJobRow['kind']>('ExportKind', 'What is taken out.', {
  TRANSACTIONS: 'Transactions of a span of time, one a line; `since` and `until` are needed.',
  POSTINGS: 'Postings of the ledger, one a line; `from` and `to` are needed. For whoever reads the ledger.',
  CORRECTIONS: 'Corrections that were begun in a span of time, one a line; `since` and `until` are needed.',
  OPEN_DIFFERENCES: 'What is corrected and not proven when the file is written, one a line.',
  TERMINALS:
    'Terminals as `terminals` lists them with the filter `terminals`, one a line, by TID, as they are when the file is written.',
  STATEMENT: 'The statement of a merchant in one currency; `merchantId`, `from` and `to` are needed.',
})

export const ExportFormatEnum = enumeration<ExportJobRow['format']>('ExportFormat', 'How the file is made.', {
  CSV: 'Comma-separated values in UTF-8 with a mark and titles; texts that a spreadsheet would calculate are kept as texts.',
  CSV_GB18030: 'The same in GB18030 and without a mark, for programs that do not take UTF-8.',
  JSONL: 'One JSON object a line; amounts are texts of minor units.',
})

export const ExportStateEnum = enumeration<ExportJobRow['state']>('ExportState', 'How far a file is written.', {
  WAITING: 'Asked for.',
  WRITING: 'Being written.',
  READY: 'To be fetched at `url`.',
  FAILED: 'It could not be written.',
  CANCELLED: 'Called off.',
  EXPIRED: 'Its time is over; it is removed.',
})

@ObjectType('Export', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A file that somebody takes out (导出). Only whoever asked for it sees and fetches it.',
})
export class ExportObject extends NodeObject {
  @Field(() => ExportKindEnum, { description: 'What is in it.' })
  kind: ExportJobRow['kind']

  @Field(() => ExportFormatEnum, { description: 'How it is made.' })
  format: ExportJobRow['format']

  @Field(() => ExportStateEnum, { description: 'How far it is.' })
  state: ExportJobRow['state']

  @Field(() => String, { description: 'Lines that were written, as a string of digits.' })
  rows: string

  @Field(() => String, { description: 'Bytes that were written, as a string of digits.' })
  bytes: string

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file, hexadecimal; null before it is ready.' })
  sha256: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Where it is fetched, under the same session or token; null while there is nothing to fetch.',
  })
  url: string | null

  @Field(() => String, { nullable: true, description: 'Why it could not be written.' })
  problem: string | null

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ready.' })
  finishedAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'When it is removed.' })
  expiresAt: Instant
}

@InputType('ExportStartInput', { description: 'Asks for a file of what the asker sees from their own place.' })
export class ExportStartInput {
  @Field(() => ExportKindEnum, { description: 'What is taken out.' })
  kind: ExportJobRow['kind']

  @Field(() => ExportFormatEnum, { description: 'How the file is made.' })
  format: ExportJobRow['format']

  @Field(() => DateTimeScalar, { nullable: true, description: 'Transactions: not before.' })
  since?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Transactions: before; at most a year later.' })
  until?: Instant | null

  @Field(() => ID, { nullable: true, description: 'Transactions: only of this terminal.' })
  terminalId?: string | null

  @Field(() => TerminalFilterInput, { nullable: true, description: 'Terminals: only these.' })
  terminals?: TerminalFilterInput | null

  @Field(() => ID, { nullable: true, description: 'Statement: of this merchant.' })
  merchantId?: string | null

  @Field(() => String, { nullable: true, description: 'Statement: in this currency; left out: CNY.' })
  currency?: string | null

  @Field(() => DateScalar, { nullable: true, description: 'Postings and statement: first business day.' })
  from?: string | null

  @Field(() => DateScalar, { nullable: true, description: 'Postings and statement: last business day.' })
  to?: string | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('ExportStartPayload', { simpleResolvers: true, description: 'The file that will be; or why not.' })
export class ExportStartPayload {
  @Field(() => ExportObject, { nullable: true, description: 'Null when refused.' })
  export: ExportObject | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is under way.' })
  userErrors: readonly UserErrorObject[]
}
