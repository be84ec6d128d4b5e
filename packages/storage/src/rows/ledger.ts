import type { Instant } from '@budeng/kernel'
import type { LedgerAccount } from '@budeng/transactions'
import { column, generated, nullable, primary, table } from './table.ts'

/** What is booked on. Positive is debit on every one of them. */
export type LedgerAccountKind = LedgerAccount

export interface LedgerAccountRow {
  id: number
  kind: LedgerAccountKind
  /** The terminal, merchant, agent or acquirer. */
  ownerId: string
  currency: string
  acquirerId: string
  agentId: string | null
  merchantId: string | null
  path: string
  createdAt: Instant
}

export const ledgerAccountTable = table<LedgerAccountRow>('ledger_account', {
  id: { ...generated('bigint'), primary: true },
  kind: column('text'),
  ownerId: column('text'),
  currency: column('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: nullable('text'),
  path: column('ltree'),
  createdAt: column('instant'),
})

/** Of what an entry tells. */
export const LEDGER_BOOKS = ['TRADE', 'CLEARING', 'PAYOUT', 'WRITE_OFF'] as const
export type LedgerBook = (typeof LEDGER_BOOKS)[number]

export interface LedgerEntryRow {
  id: number
  /** What it is of: mostly a transaction; else a correction, a payout, or a line of a file as `import:line`. */
  transactionId: string
  terminalId: string | null
  version: number
  kind: 'BOOKED' | 'REVERSED'
  book: LedgerBook
  acquirerId: string
  path: string
  effectiveDate: string
  originalDate: string
  occurredAt: Instant | null
  recordedAt: Instant
  /** What the card was charged and what the merchant pays for it; taken back: negative. */
  grossMinor: bigint | null
  feeMinor: bigint | null
  /** The agent's part of the fee; null: nothing. */
  commissionMinor: bigint | null
  /** What the fee is reckoned on. */
  feeBaseMinor: bigint | null
  reversesEntryId: number | null
  tariffId: string | null
  tariffVersion: number | null
  correctionId: string | null
}

export const ledgerEntryTable = table<LedgerEntryRow>('ledger_entry', {
  id: primary('bigint'),
  transactionId: column('text'),
  terminalId: nullable('text'),
  version: column('int'),
  kind: column('text'),
  book: column('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  effectiveDate: column('date'),
  originalDate: column('date'),
  occurredAt: nullable('instant'),
  recordedAt: column('instant'),
  grossMinor: nullable('minor'),
  feeMinor: nullable('minor'),
  commissionMinor: nullable('minor'),
  feeBaseMinor: nullable('minor'),
  reversesEntryId: nullable('bigint'),
  tariffId: nullable('text'),
  tariffVersion: nullable('int'),
  correctionId: nullable('text'),
})

/** Amounts are minor units. */
export interface LedgerPostingRow {
  entryId: number
  line: number
  accountId: number
  effectiveDate: string
  minor: bigint
  currency: string
}

export const ledgerPostingTable = table<LedgerPostingRow>('ledger_posting', {
  entryId: primary('bigint'),
  line: primary('int'),
  accountId: column('bigint'),
  effectiveDate: primary('date'),
  minor: column('minor'),
  currency: column('text'),
})

export interface LedgerPendingRow {
  block: number
  firstDate: string
  lastDate: string
}

export const ledgerPendingTable = table<LedgerPendingRow>('ledger_pending', {
  block: primary('bigint'),
  firstDate: column('date'),
  lastDate: column('date'),
})

interface Moved {
  debit: bigint
  credit: bigint
  postings: number
  /** Debit less credit of all days to this one; null until the day is sealed. */
  closing: bigint | null
}

const moved = {
  debit: column('minor'),
  credit: column('minor'),
  postings: column('bigint'),
  closing: nullable('minor'),
} as const

export interface LedgerBalanceRow extends Moved {
  accountId: number
  effectiveDate: string
  acquirerId: string
  /** Of its account. */
  path: string
}

export const ledgerBalanceTable = table<LedgerBalanceRow>('ledger_balance', {
  accountId: primary('bigint'),
  effectiveDate: primary('date'),
  acquirerId: column('text'),
  ...moved,
  path: column('ltree'),
})

export interface LedgerTotalRow extends Moved {
  acquirerId: string
  kind: LedgerAccountKind
  currency: string
  effectiveDate: string
  path: string
}

export const ledgerTotalTable = table<LedgerTotalRow>('ledger_total', {
  acquirerId: primary('text'),
  kind: primary('text'),
  currency: primary('text'),
  effectiveDate: primary('date'),
  path: column('ltree'),
  ...moved,
})

export interface LedgerPeriodRow {
  acquirerId: string
  businessDate: string
  path: string
  closedAt: Instant
  sealedAt: Instant | null
}

export const ledgerPeriodTable = table<LedgerPeriodRow>('ledger_period', {
  acquirerId: primary('text'),
  businessDate: primary('date'),
  path: column('ltree'),
  closedAt: column('instant'),
  sealedAt: nullable('instant'),
})

/** What was paid to a merchant, as two persons noted it. */
export interface PayoutRow {
  id: string
  acquirerId: string
  merchantId: string
  path: string
  currency: string
  minor: bigint
  throughDate: string
  reference: string
  at: Instant
  toldAt: Instant | null
  toldId: string | null
  /** Transactions that were told so far. */
  told: number
  endedAt: Instant | null
}

/** What was paid and came back, as two persons noted it. */
export interface PayoutReturnRow {
  payoutId: string
  id: string
  acquirerId: string
  merchantId: string
  path: string
  reference: string
  reason: string
  at: Instant
  toldAt: Instant | null
  toldId: string | null
  /** Transactions that were told so far. */
  told: number
  endedAt: Instant | null
}

export const payoutReturnTable = table<PayoutReturnRow>('payout_return', {
  payoutId: primary('text'),
  id: column('text'),
  acquirerId: column('text'),
  merchantId: column('text'),
  path: column('ltree'),
  reference: column('text'),
  reason: column('text'),
  at: column('instant'),
  toldAt: nullable('instant'),
  toldId: nullable('text'),
  told: column('int'),
  endedAt: nullable('instant'),
})

export const payoutTable = table<PayoutRow>('payout', {
  id: primary('text'),
  acquirerId: column('text'),
  merchantId: column('text'),
  path: column('ltree'),
  currency: column('text'),
  minor: column('minor'),
  throughDate: column('date'),
  reference: column('text'),
  at: column('instant'),
  toldAt: nullable('instant'),
  toldId: nullable('text'),
  told: column('int'),
  endedAt: nullable('instant'),
})
