/** Accounts of the memorandum ledger. */
export const LEDGER_ACCOUNTS = [
  /** What a terminal took and the acquirer's files have not shown yet. */
  'TERMINAL_CLEARING',
  /** What the acquirer is to receive. */
  'ACQUIRER_RECEIVABLE',
  /** What is owed to the merchant. */
  'MERCHANT_PAYABLE',
  'FEE_INCOME',
  'AGENT_COMMISSION',
  /** 长款: more came than was reported. */
  'SUSPENSE_LONG',
  /** 短款: less came. */
  'SUSPENSE_SHORT',
  'WRITE_OFF',
] as const
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number]
