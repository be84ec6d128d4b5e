import type { TradeType } from '../trade/types.ts'
import type { IsoMessage, Mti } from './fields.ts'

/** How a type stands in a message: type, processing code (F3), condition (F25), the first two digits of F60. */
interface TypeCode {
  readonly mti: Mti
  readonly processing: string
  readonly condition: string
  readonly kind: string
  /** Told from a card by its entry mode (F22). */
  readonly qr: boolean
}

const typeCode = (mti: Mti, processing: string, condition: string, kind: string, qr = false): TypeCode => ({
  mti,
  processing,
  condition,
  kind,
  qr,
})

/** UnionPay's codes; QR payments take those of cards, as at most acquirers. */
export const TYPE_CODES: Readonly<Record<TradeType, TypeCode>> = {
  PURCHASE: typeCode('0200', '000000', '00', '22'),
  PURCHASE_VOID: typeCode('0200', '200000', '00', '23'),
  REFUND: typeCode('0220', '200000', '00', '25'),
  PREAUTH: typeCode('0100', '030000', '06', '10'),
  PREAUTH_VOID: typeCode('0100', '200000', '06', '11'),
  PREAUTH_COMPLETION: typeCode('0200', '000000', '06', '20'),
  COMPLETION_VOID: typeCode('0200', '200000', '06', '21'),
  OFFLINE_SALE: typeCode('0220', '000000', '00', '30'),
  OFFLINE_ADJUST: typeCode('0220', '000000', '00', '32'),
  TIP_ADJUST: typeCode('0220', '000000', '00', '34'),
  QR_PAY: typeCode('0200', '000000', '00', '22', true),
  QR_REFUND: typeCode('0220', '200000', '00', '25', true),
  BALANCE_INQUIRY: typeCode('0200', '310000', '00', '01'),
}

/** Entry mode of a scanned code: bar code, no PIN. */
export const QR_ENTRY_MODE = '032'

/** The type of a request of 0100, 0200 or 0220; null when no type has these codes. A repeat is of its original's type. */
export function typeOf({ mti, fields }: IsoMessage): TradeType | null {
  const first = `${mti.slice(0, 3)}0`
  const qr = fields[22]?.startsWith('03') === true
  for (const [type, code] of Object.entries(TYPE_CODES) as [TradeType, TypeCode][])
    if (
      code.mti === first &&
      code.processing === fields[3] &&
      code.condition === fields[25] &&
      code.kind === fields[60]?.slice(0, 2) &&
      code.qr === qr
    )
      return type
  return null
}

/** Network management codes: the last three digits of F60. */
export const NETWORK_CODES = {
  signOn: '003',
  echo: '301',
  signOff: '002',
  settle: '201',
  upload: '201',
  /** An upload ends, of a batch that did not balance. */
  uploadEnd: '202',
} as const

/** Processing code of the 0500 that ends an upload; a settlement itself has none. */
export const UPLOAD_END_PROCESSING = '960000'

/** F60 of a message: kind, batch, network management code. */
export function f60(kind: string, batch: string, network = '000'): string {
  return `${kind}${batch}${network}`
}

/** F61: the message that is voided, refunded, completed, adjusted or reversed. */
export interface OriginalData {
  readonly batch: string
  readonly stan: string
  /** MMDD. */
  readonly date: string
}

export function f61({ batch, stan, date }: OriginalData): string {
  return `${batch}${stan}${date}`
}

export function originalOf({ fields }: IsoMessage): OriginalData | null {
  const text = fields[61]
  if (text === undefined || text.length < 16) return null
  return { batch: text.slice(0, 6), stan: text.slice(6, 12), date: text.slice(12, 16) }
}

/** Order numbers of a QR payment in F59: the merchant's, then the channel's once there is one. */
export function f59(merchantOrder: string, channelOrder = ''): string {
  return `${merchantOrder};${channelOrder}`
}

export function ordersOf({ fields }: IsoMessage): {
  readonly merchantOrder: string | null
  readonly channelOrder: string | null
} {
  const [merchantOrder = '', channelOrder = ''] = (fields[59] ?? '').split(';')
  return { merchantOrder: merchantOrder || null, channelOrder: channelOrder || null }
}

/** F55: the application transaction counter and the cryptogram, as hex TLV. */
export function f55(atc: number, cryptogram: string): string {
  return `9F3602${atc.toString(16).padStart(4, '0')}9F2608${cryptogram}`.toUpperCase()
}

export function atcOf({ fields }: IsoMessage): number | null {
  const hex = /9F3602([0-9A-F]{4})/i.exec(fields[55] ?? '')?.[1]
  return hex === undefined ? null : Number.parseInt(hex, 16)
}
