import type { TransactionRow } from '@budeng/storage'
import { type Branch, scopeAt } from '@budeng/storage/fleet-fixture'
import { applyRecords, type JournalRecord, printFlowLine } from '@budeng/transactions'

/** The business day of sales and files. */
export const DAY = '2027-01-15'

const six = (number: number) => String(number).padStart(6, '0')

/** What a row knows of an approved sale. */
function saleFacts(number: number): object {
  const record: JournalRecord = {
    ...{ type: 'PURCHASE', batch: '000001', stan: six(number), outcome: 'APPROVED', rrn: `R${number}` },
    ...{ amount: String(100 + number), currency: 'CNY', exponent: 2 },
  }
  const [facts] = applyRecords(new Map(), [{ seq: number, record }]).book.values()
  return JSON.parse(JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? String(value) : value))) as object
}

/** Where sales were made, and when. */
interface Place {
  readonly branch: Branch
  readonly terminalId: string
  readonly at: number
}

/** The row of an approved sale of 100 and its number. */
export function saleRowOf(
  { branch, terminalId, at }: Place,
  id: string,
  number: number,
  change: Partial<TransactionRow> = {},
): TransactionRow {
  return {
    ...{ id, ...scopeAt(branch, terminalId) },
    ...{ epoch: 1, batchNo: '000001', stan: six(number), msgClass: 'FIN', seq: number, type: 'PURCHASE' },
    ...{
      authState: 'APPROVED',
      reversalState: 'NONE',
      followUpState: 'NONE',
      settlementState: 'IN_OPEN_BATCH',
      syncState: 'TERMINAL_ONLY',
    },
    ...{
      amount: BigInt(100 + number),
      netAmount: BigInt(100 + number),
      currency: 'CNY',
      exponent: 2,
      tid: 'T0000000',
      rrn: `R${number}`,
    },
    ...{
      authCode: null,
      responseCode: '00',
      panMasked: null,
      panToken: null,
      cardScope: 'DOMESTIC',
      merchantOrder: null,
      channelOrder: null,
    },
    ...{
      occurredAt: at,
      recordedAt: at,
      effectiveDate: DAY,
      late: false,
      seqs: [number],
      facts: saleFacts(number),
      changedAt: at,
      version: 1,
    },
    ...change,
  }
}

export function flowLine(number: number, over: Parameters<typeof printFlowLine>[0] = {}): string {
  return printFlowLine({
    ...{ acquirer: '48020000', forwarder: '48020000', stan: six(number), time: '0115120000', pan: '622848******0014' },
    ...{
      amount: String(100 + number),
      mti: '0200',
      processingCode: '000000',
      mcc: '5411',
      tid: 'T0000000',
      mid: '898000000000001',
    },
    ...{
      rrn: `R${number}`,
      conditionCode: '00',
      authCode: 'A12345',
      receiver: '01020000',
      responseCode: '00',
      entryMode: '051',
    },
    ...over,
  })
}
export const flowFile = (count: number) => Array.from({ length: count }, (_, place) => flowLine(place + 1))
