/** What a correction can be of. One list for ever: the names stand in stored facts. */
export const CORRECTION_KINDS = [
  'MISSING_IN_BACKOFFICE',
  'MISSING_IN_TERMINAL',
  'NOT_CHARGED',
  'DUPLICATE_RECORD',
  'DUPLICATE_CHARGE',
  'WRONG_AMOUNT',
  'WRONG_TYPE',
  'WRONG_CURRENCY_EXPONENT',
  'MISPOSTED',
  'WRONG_CARD_REF',
  'UNREVERSED',
  'FALSE_REVERSAL',
  'STATUS_MISMATCH',
  'WRONG_FEE',
  'PHANTOM',
] as const
export type CorrectionKind = (typeof CORRECTION_KINDS)[number]

/** What staff call them. */
export const KIND_LABELS: Readonly<Record<CorrectionKind, { readonly zh: string; readonly en: string }>> = {
  MISSING_IN_BACKOFFICE: { zh: '后台漏记', en: 'Missing in the back office' },
  MISSING_IN_TERMINAL: { zh: '终端漏登', en: 'Missing in the terminal' },
  NOT_CHARGED: { zh: '漏刷', en: 'Missed swipe: never charged' },
  DUPLICATE_RECORD: { zh: '重复记录', en: 'One tap, two records' },
  DUPLICATE_CHARGE: { zh: '误刷（重复扣款）', en: 'Mistaken swipe: charged twice' },
  WRONG_AMOUNT: { zh: '金额错误', en: 'Wrong amount' },
  WRONG_TYPE: { zh: '交易类型错误', en: 'Wrong type' },
  WRONG_CURRENCY_EXPONENT: { zh: '币种或小数位错误', en: 'Wrong currency or exponent' },
  MISPOSTED: { zh: '错记商户、终端或批次', en: 'Posted to the wrong merchant, terminal or batch' },
  WRONG_CARD_REF: { zh: '卡号标记错误', en: 'Wrong card reference' },
  UNREVERSED: { zh: '应冲未冲', en: 'Not reversed at the host' },
  FALSE_REVERSAL: { zh: '误冲正', en: 'Reversed by mistake' },
  STATUS_MISMATCH: { zh: '状态不符', en: 'Status differs' },
  WRONG_FEE: { zh: '手续费错误', en: 'Wrong fee' },
  PHANTOM: { zh: '无源记录', en: 'Record without a source' },
}

/** Where evidence comes from. Two of one source count once. */
export const SOURCES = ['TERMINAL', 'HOST', 'FILE', 'EMV', 'DOCUMENT'] as const
export type Source = (typeof SOURCES)[number]
