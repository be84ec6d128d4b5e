/** What a cashier may ask the acquirer for; the names of the journal's record types. */
export const TRADE_TYPES = [
  'PURCHASE',
  'PURCHASE_VOID',
  'REFUND',
  'PREAUTH',
  'PREAUTH_VOID',
  'PREAUTH_COMPLETION',
  'COMPLETION_VOID',
  'OFFLINE_SALE',
  'OFFLINE_ADJUST',
  'TIP_ADJUST',
  'QR_PAY',
  'QR_REFUND',
  'BALANCE_INQUIRY',
] as const
export type TradeType = (typeof TRADE_TYPES)[number]

/** On which side of a settlement a type counts; an adjustment moves its original instead. */
export const SIDES: Readonly<Record<TradeType, 'DEBIT' | 'CREDIT' | null>> = {
  PURCHASE: 'DEBIT',
  PURCHASE_VOID: 'CREDIT',
  REFUND: 'CREDIT',
  PREAUTH: null,
  PREAUTH_VOID: null,
  PREAUTH_COMPLETION: 'DEBIT',
  COMPLETION_VOID: 'CREDIT',
  OFFLINE_SALE: 'DEBIT',
  OFFLINE_ADJUST: null,
  TIP_ADJUST: null,
  QR_PAY: 'DEBIT',
  QR_REFUND: 'CREDIT',
  BALANCE_INQUIRY: null,
}
