/** How the library is told of a field; lengths in characters. */
interface FieldFormat {
  readonly ContentType: 'n' | 'an' | 'ans'
  readonly Label: string
  readonly LenType: 'fixed' | 'llvar' | 'lllvar'
  readonly MaxLen: number
}

const fixed = (ContentType: FieldFormat['ContentType'], MaxLen: number, Label: string): FieldFormat => ({
  ContentType,
  Label,
  LenType: 'fixed',
  MaxLen,
})
const upTo = (ContentType: FieldFormat['ContentType'], MaxLen: number, Label: string): FieldFormat => ({
  ContentType,
  Label,
  LenType: MaxLen < 100 ? 'llvar' : 'lllvar',
  MaxLen,
})
/** With a length of three digits, however short. */
const longUpTo = (ContentType: FieldFormat['ContentType'], MaxLen: number, Label: string): FieldFormat => ({
  ...upTo(ContentType, MaxLen, Label),
  LenType: 'lllvar',
})

/** The fields that terminals and host of an acquirer exchange, as UnionPay numbers them. Any other field is refused. */
export const FIELDS = {
  2: upTo('n', 19, 'Primary account number: test cards only'),
  3: fixed('n', 6, 'Processing code'),
  4: fixed('n', 12, 'Amount in minor units'),
  11: fixed('n', 6, 'STAN'),
  12: fixed('n', 6, 'Local time hhmmss'),
  13: fixed('n', 4, 'Local date MMDD'),
  14: fixed('n', 4, 'Expiry: read and dropped'),
  15: fixed('n', 4, 'Settlement date MMDD'),
  22: fixed('n', 3, 'Entry mode'),
  23: fixed('n', 3, 'Card sequence number'),
  25: fixed('n', 2, 'Condition code'),
  32: upTo('n', 11, 'Acquiring institution'),
  37: fixed('an', 12, 'RRN'),
  38: fixed('an', 6, 'Authorisation code'),
  39: fixed('an', 2, 'Response code'),
  41: fixed('ans', 8, 'TID'),
  42: fixed('ans', 15, 'MID'),
  48: longUpTo('ans', 322, 'Totals of a settlement, details of an upload'),
  49: fixed('n', 3, 'Currency, ISO 4217 numeric'),
  55: longUpTo('an', 510, 'Chip data, hex TLV'),
  57: longUpTo('ans', 96, 'Masked number and token of a card whose number the terminal no longer has'),
  59: longUpTo('ans', 128, 'Order numbers of a QR payment'),
  60: longUpTo('n', 17, 'Type, batch, network management code'),
  61: longUpTo('n', 16, 'Original batch, STAN and date'),
  62: longUpTo('ans', 64, 'Check values of the working keys'),
} as const satisfies Readonly<Record<number, FieldFormat>>

export type Field = keyof typeof FIELDS

/** One message: its type and what its fields hold, as text. */
export interface IsoMessage {
  readonly mti: Mti
  readonly fields: Readonly<Partial<Record<Field, string>>>
}

/** The messages of the link. */
export const MTIS = [
  '0100',
  '0110',
  '0200',
  '0210',
  '0220',
  '0221',
  '0230',
  '0320',
  '0330',
  '0400',
  '0401',
  '0410',
  '0500',
  '0510',
  '0800',
  '0810',
  '0820',
  '0830',
] as const
export type Mti = (typeof MTIS)[number]

export function isMti(text: string): text is Mti {
  return (MTIS as readonly string[]).includes(text)
}

/** The answer to a request; a repeat is answered as the first one is. */
export function answerOf(mti: Mti): Mti {
  if (!isRequest(mti)) throw new RangeError(`${mti} is an answer`)
  const answer = `${mti.slice(0, 2)}${Number(mti[2]) + 1}0`
  return answer as Mti
}

/** True for what a terminal asks. */
export function isRequest(mti: Mti): boolean {
  return Number(mti[2]) % 2 === 0
}
