import type { BatchRow, ConsistencyProofRow, JournalRecordRow } from '@budeng/storage'
import type { RecordType } from '@budeng/transactions'
import type { BatchObject, ConsistencyProofObject } from './batch.type.ts'
import type { JournalRecordObject } from './transaction.type.ts'

const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? null

/** Digits of the root that stand on a settlement slip. */
const SLIP_DIGITS = 8

export function recordView(row: JournalRecordRow): JournalRecordObject {
  return {
    epoch: row.epoch,
    seq: String(row.seq),
    state: row.state,
    type: row.type as RecordType | null,
    leaf: row.leaf.toString('hex'),
    payloadHash: row.payloadHash.toString('hex'),
    proven: row.proven,
    occurredAt: row.occurredAt,
    receivedAt: row.receivedAt,
    content: contentOf(row.body),
  }
}

/** What was received, as JSON; what cannot be read stands as a text. */
export function contentOf(body: string | null): object | null {
  if (body === null) return null
  try {
    const content: unknown = JSON.parse(body)
    return typeof content === 'object' && content !== null ? content : { text: body }
  } catch {
    return { text: body }
  }
}

export function proofView(row: ConsistencyProofRow): ConsistencyProofObject {
  return {
    kind: row.kind,
    epoch: row.epoch,
    fromSeq: String(row.fromSeq),
    throughSeq: String(row.throughSeq),
    rootTerminal: row.rootTerminal.toString('hex'),
    rootHost: row.rootHost.toString('hex'),
    totalsEqual: row.totalsEqual,
    equal: row.equal,
    provenAt: row.provenAt,
  }
}

/** A batch as its fields are read. */
export type BatchView = BatchObject & { readonly terminalId: string; readonly closedBy: string | null }

export function batchView(row: BatchRow): BatchView {
  const rootHost = hex(row.rootHost)
  return {
    ...row,
    throughSeq: row.throughSeq === null ? null : String(row.throughSeq),
    rootTerminal: hex(row.rootTerminal),
    rootHost,
    slip: rootHost?.slice(0, SLIP_DIGITS).toUpperCase() ?? null,
  }
}
