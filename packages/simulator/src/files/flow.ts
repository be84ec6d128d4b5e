import { flowCodes, printFlowLine } from '@budeng/transactions'
import { institutionOf } from '../iso/institutions.ts'
import { merchantKindOf } from '../trade/kinds.ts'
import type { DayLine } from './day.ts'

/** A day as the UnionPay acquirer flow file: 33 fields, 284 bytes and a line feed each. Card numbers stand there masked. */
export function flowFile(lines: readonly DayLine[], acquirer: string): Buffer {
  return Buffer.from(lines.map((line) => `${flowLine(line, acquirer)}\n`).join(''), 'latin1')
}

const ISSUER_DIGITS = 6
/** POS, attended. */
const TERMINAL_TYPE = '03'

function flowLine(line: DayLine, acquirer: string): string {
  const codes = flowCodes(line.type, line.reverses ?? undefined)
  if (codes === null) throw new RangeError(`${line.type} stands in no file`)
  const { panMasked } = line
  return printFlowLine({
    ...codes,
    acquirer: institutionOf(acquirer),
    forwarder: institutionOf(acquirer),
    stan: line.stan,
    time: line.localTime,
    pan: panMasked,
    amount: String(line.amount),
    mcc: merchantKindOf(line.mid).mcc,
    tid: line.tid,
    mid: line.mid,
    rrn: line.rrn,
    authCode: line.authCode,
    receiver: panMasked.slice(0, ISSUER_DIGITS),
    originalStan: line.originalStan,
    responseCode: line.responseCode,
    entryMode: line.entryMode,
    originalTime: line.originalTime,
    issuer: panMasked.slice(0, ISSUER_DIGITS),
    region: panMasked === '' || panMasked.startsWith('62') ? '0' : '1',
    terminalType: TERMINAL_TYPE,
  })
}
