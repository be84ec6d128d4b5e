import type { Instant } from '@budeng/kernel'
import { FAULT_RULES } from './fault-rules.ts'
import type { FaultCode } from './fault-table.ts'
import type { Reading } from './vocabulary.ts'

/** Since when a fault is about to be set or cleared: what one heartbeat leaves for the next. */
export type Turning = ReadonlyMap<FaultCode, Instant>

export interface Judgement {
  readonly set: readonly FaultCode[]
  readonly cleared: readonly FaultCode[]
  readonly turning: Turning
}

export const NOTHING_TURNS: Turning = new Map()
const UNCHANGED: readonly FaultCode[] = []

/**
 * Which faults a heartbeat sets and clears, given those that health has set before. A value on the edge changes nothing,
 * and what must last is set only when it has lasted: a terminal that flaps makes no storm.
 */
export function judgeHealth(known: ReadonlySet<string>, turning: Turning, reading: Reading, at: Instant): Judgement {
  let set: FaultCode[] | undefined
  let cleared: FaultCode[] | undefined
  let next: Map<FaultCode, Instant> | undefined
  for (const { code, judge, setAfterMs, clearAfterMs, latched } of FAULT_RULES) {
    const isSet = known.has(code)
    const verdict = judge(reading, at)
    const turns = verdict === null || verdict === 'BETWEEN' ? null : isSet ? verdict === 'GOOD' : verdict === 'BAD'
    // not told: what was about to happen waits for the next word
    const since = turning.get(code)
    if (turns === null && verdict === null && since !== undefined) (next ??= new Map()).set(code, since)
    if (turns !== true || (isSet && latched === true)) continue
    const from = since ?? at
    if (at - from >= (isSet ? clearAfterMs : setAfterMs)) (isSet ? (cleared ??= []) : (set ??= [])).push(code)
    else (next ??= new Map()).set(code, from)
  }
  return { set: set ?? UNCHANGED, cleared: cleared ?? UNCHANGED, turning: next ?? NOTHING_TURNS }
}
