import type { Instant } from '@budeng/kernel'
import type { TradeType } from '../../trade/types.ts'
import type { Detail } from '../../iso/details.ts'
import type { SettleCode } from '../../iso/totals.ts'

/** What the host did with a request. */
export type Fate =
  | 'APPROVED'
  | 'DECLINED'
  /** Sent before, with this key: nothing happened. */
  | 'DUPLICATE'
  /** Its reversal had come before it: nothing happened, and nothing will. */
  | 'KILLED'
  /** A reversal that took its original back. */
  | 'REVERSED'
  /** A reversal of what the host does not know, or did not approve. */
  | 'NOTHING_TO_REVERSE'

interface FactHead {
  /** From 1, dense: the order in which the host decided. */
  readonly position: number
  readonly at: Instant
  readonly acquirer: string
  readonly tid: string
  readonly batch: string
}

/** A transaction, an advice or a reversal as the host keeps it: no card number, no expiry, no track. */
export interface TradeFact extends FactHead {
  readonly fact: 'trade'
  readonly mti: string
  readonly type: TradeType | 'REVERSAL'
  /** Of a reversal: the type of what it takes back, if that is known. */
  readonly reverses?: TradeType
  readonly fate: Fate
  readonly responseCode: string
  readonly stan: string
  readonly mid: string
  readonly midReturned: string
  /** Minor units, a decimal text. */
  readonly amount: string | null
  readonly currency: string | null
  readonly panMasked: string | null
  readonly panToken: string | null
  readonly entryMode: string | null
  readonly atc: number | null
  readonly scope: 'DOMESTIC' | 'FOREIGN'
  readonly rrn: string
  readonly authCode: string | null
  readonly merchantOrder: string | null
  readonly channelOrder: string | null
  /** MMDDhhmmss as the terminal told it. */
  readonly localTime: string | null
  /** YYYY-MM-DD. */
  readonly settlementDate: string
  readonly original: { readonly batch: string; readonly stan: string; readonly date: string } | null
  /** What became of the answer, when something did. */
  readonly answer: 'SENT' | 'WITHHELD' | 'LATE'
}

/** Totals as texts: they go through JSON. */
export type TextTotals = Readonly<
  Record<
    'DOMESTIC' | 'FOREIGN',
    Readonly<Record<'DEBIT' | 'CREDIT', { readonly count: number; readonly amount: string }>>
  >
>

export interface SettledFact extends FactHead {
  readonly fact: 'settled'
  readonly stan: string
  /** What the terminal told, and what the host counted. */
  readonly terminal: TextTotals
  readonly host: TextTotals
  readonly codes: readonly [SettleCode, SettleCode]
}

/** Details that a terminal sent after its totals had differed: its masked numbers are not kept. */
export interface UploadedFact extends FactHead {
  readonly fact: 'uploaded'
  readonly stan: string
  readonly details: readonly Detail[]
}

/** The end of an upload: STANs that only one side has, or with another amount. */
export interface UploadEndedFact extends FactHead {
  readonly fact: 'uploadEnded'
  readonly stan: string
  readonly differing: readonly string[]
}

export interface SignOnFact extends FactHead {
  readonly fact: 'signOn' | 'signOff'
  readonly stan: string
  readonly responseCode: string
}

/** One thing that the host decided. Facts are only added. */
export type HostFact = TradeFact | SettledFact | UploadedFact | UploadEndedFact | SignOnFact
