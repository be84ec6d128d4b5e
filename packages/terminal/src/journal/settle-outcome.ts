import type { JsonObject, Outcome } from '@budeng/protocol'
import type { Slip } from './batches.ts'
import type { TillRefusal } from './refusals.ts'
import type { Settled } from './settlement.ts'

/** What SETTLE answers of a settlement; `newest`: the newest batch that is closed. [P-19.11] */
export function settleOutcome(settled: Settled, newest: Slip | null): Outcome {
  if (settled.ok)
    return { status: 'SUCCEEDED', code: 'SETTLED', data: { ...closingOf(settled.slip), result: settled.result } }
  const { code, params } = settled.refusal
  // a repeat after the power went finds its own batch closed
  if (code === 'NO_BATCH' && newest !== null) return { status: 'NO_OP', code: 'NO_OPEN_BATCH', data: closingOf(newest) }
  return { status: 'FAILED', code: CODES[code] ?? code, ...(params === undefined ? {} : { data: { ...params } }) }
}

function closingOf({ epoch, batch, throughSeq, digits }: Slip): JsonObject {
  return { epoch, batch, throughSeq, digits }
}

/** What must be told before, and the host does not take: it is the host that is not there. */
const CODES: Partial<Record<TillRefusal, string>> = {
  REVERSAL_PENDING: 'HOST_UNREACHABLE',
  FORWARDS_PENDING: 'HOST_UNREACHABLE',
  BUSY: 'NOT_READY',
}
