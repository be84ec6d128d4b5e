import { column, primary, table } from './table.ts'

/** Terminals and newest journals of an organisation: the sum of its shares, each added to by other sessions. */
export interface AgreementCountRow {
  nodeId: string
  share: number
  path: string
  terminals: number
  equal: number
  different: number
  unknown: number
}

export const agreementCountTable = table<AgreementCountRow>('agreement_count', {
  nodeId: primary('text'),
  share: primary('int'),
  path: column('ltree'),
  terminals: column('int'),
  equal: column('int'),
  different: column('int'),
  unknown: column('int'),
})

/** Open differences of an organisation by currency; '' and -1 where the amount is not known. */
export interface DifferenceCountRow {
  nodeId: string
  share: number
  currency: string
  exponent: number
  path: string
  count: number
  amount: bigint
}

export const differenceCountTable = table<DifferenceCountRow>('difference_count', {
  nodeId: primary('text'),
  share: primary('int'),
  currency: primary('text'),
  exponent: primary('int'),
  path: column('ltree'),
  count: column('int'),
  amount: column('minor'),
})

/** What the days of an account add up to. */
export interface LedgerStandingRow {
  accountId: number
  path: string
  minor: bigint
}

export const ledgerStandingTable = table<LedgerStandingRow>('ledger_standing', {
  accountId: primary('bigint'),
  path: column('ltree'),
  minor: column('minor'),
})
