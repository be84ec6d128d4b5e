import type { RecordType } from './record-types.ts'

/** Message type, first digits of the processing code, condition code. */
type Codes = readonly [mti: string, processing: string, condition: string]

/** How a type stands in the UnionPay flow file. What the terminal sends as 0400 stands there as 0420. */
const FLOW_CODES: Readonly<Partial<Record<RecordType, Codes>>> = {
  PURCHASE: ['0200', '00', '00'],
  PURCHASE_VOID: ['0200', '20', '00'],
  REFUND: ['0220', '20', '00'],
  PREAUTH: ['0100', '03', '06'],
  PREAUTH_VOID: ['0100', '20', '06'],
  PREAUTH_COMPLETION: ['0200', '00', '06'],
  COMPLETION_VOID: ['0200', '20', '06'],
  OFFLINE_SALE: ['0220', '00', '00'],
  OFFLINE_ADJUST: ['0220', '02', '00'],
  TIP_ADJUST: ['0220', '22', '00'],
  BALANCE_INQUIRY: ['0200', '31', '00'],
  QR_PAY: ['0200', '00', '91'],
  QR_REFUND: ['0220', '20', '91'],
}

const BY_CODES = new Map(Object.entries(FLOW_CODES).map(([type, codes]) => [codes.join(' '), type as RecordType]))

interface FlowCodes {
  readonly mti: string
  readonly processingCode: string
  readonly conditionCode: string
}

/** The type of a line, or null for codes that we do not know. A reversal's processing code tells what it is of. */
export function flowType({ mti, processingCode, conditionCode }: FlowCodes): RecordType | null {
  if (mti === '0420' || mti === '0421') return 'REVERSAL'
  // a completion as advice
  if (mti === '0220' && processingCode.startsWith('00') && conditionCode === '06') return 'PREAUTH_COMPLETION'
  const processing = processingCode.slice(0, 2)
  return BY_CODES.get([mti, processing, conditionCode].join(' ')) ?? null
}

/** The codes by which a type is printed; a reversal with those of what it reverses. Null for what is in no file. */
export function flowCodes(type: RecordType, reverses?: RecordType): FlowCodes | null {
  const codes = FLOW_CODES[type === 'REVERSAL' && reverses !== undefined ? reverses : type]
  if (codes === undefined) return null
  const [mti, processing, conditionCode] = codes
  return { mti: type === 'REVERSAL' ? '0420' : mti, processingCode: `${processing}0000`, conditionCode }
}
