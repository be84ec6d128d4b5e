import type { JournalRecord } from '@budeng/transactions'
import type { Held } from '../../gateway/connections.ts'
import type { TerminalScope } from '../../unit.ts'

/** One record that came, read and weighed by the gateway, without card data. Nothing was looked up for it yet. */
export interface ArrivedRecord {
  readonly seq: number
  /** As it was sent. */
  readonly leaf: Buffer
  /** True when that is what we make of its content. */
  readonly proven: boolean
  readonly payloadHash: Buffer
  readonly body: string
  /** Null: it cannot be read. */
  readonly record: JournalRecord | null
  /** Why it cannot be read. */
  readonly fault: string | null
  /** A card number or track was taken out of it. */
  readonly hadCardData: boolean
}

/** What came of one journal. */
export interface Arrival extends Held {
  readonly scope: TerminalScope
  readonly tid: string
  readonly deviceId: string
  readonly epoch: number
  readonly records: readonly ArrivedRecord[]
}

/** Names a journal. */
export interface JournalKey {
  readonly terminalId: string
  readonly epoch: number
}

export function journalKeyText({ terminalId, epoch }: JournalKey): string {
  return `${terminalId} ${epoch}`
}
