import { DAY, HOUR, type Instant, MINUTE, type Millis } from '@budeng/kernel'
import type { FaultCode } from './fault-table.ts'
import type { PartState, PrinterState, Reading } from './vocabulary.ts'

/** `BAD` sets, `GOOD` clears, `BETWEEN` leaves it as it is, null: the reading does not say. */
export type Verdict = 'BAD' | 'GOOD' | 'BETWEEN' | null

export interface FaultRule {
  readonly code: FaultCode
  judge(reading: Reading, at: Instant): Verdict
  /** So long it must be bad without a break before it is set, and good before it is cleared. */
  readonly setAfterMs: Millis
  readonly clearAfterMs: Millis
  /** Once set, health alone never clears it. */
  readonly latched?: boolean
}

/** What is gone comes back at once on a bad day: it must stay away for so long. */
const GONE_MS = 2 * MINUTE

const verdict = (bad: boolean): Verdict => (bad ? 'BAD' : 'GOOD')
const part = (state: PartState | undefined): Verdict => (state === undefined ? null : verdict(state === 'FAILED'))
/** Bad beyond one figure, good beyond another, so that a value on the edge changes nothing. */
const above = (value: number | null | undefined, bad: number, good: number): Verdict =>
  value === null || value === undefined ? null : value > bad ? 'BAD' : value < good ? 'GOOD' : 'BETWEEN'
const below = (value: number | null | undefined, bad: number, good: number): Verdict =>
  above(value === null || value === undefined ? value : -value, -bad, -good)

const rule = (
  code: FaultCode,
  judge: FaultRule['judge'],
  times: Partial<Pick<FaultRule, 'setAfterMs' | 'clearAfterMs' | 'latched'>> = {},
): FaultRule => ({ code, judge, setAfterMs: 0, clearAfterMs: GONE_MS, ...times })

const printer = (code: FaultCode, state: PrinterState) =>
  rule(code, ({ health }) => (health.printer === undefined ? null : verdict(health.printer === state)))

/** How heartbeats become faults. */
export const FAULT_RULES: readonly FaultRule[] = [
  printer('HW_PRINTER_PAPER_LOW', 'PAPER_LOW'),
  printer('HW_PRINTER_NO_PAPER', 'NO_PAPER'),
  printer('HW_PRINTER_JAM', 'JAM'),
  printer('HW_PRINTER_FAIL', 'FAILED'),
  rule('HW_READER_MSR', ({ health }) => part(health.readers?.magnetic)),
  rule('HW_READER_ICC', ({ health }) => part(health.readers?.chip)),
  rule('HW_READER_NFC', ({ health }) => part(health.readers?.contactless)),
  rule('HW_DISPLAY', ({ health }) => part(health.display)),
  rule('HW_TOUCH', ({ health }) => part(health.touch)),
  rule('HW_KEYPAD', ({ health }) => part(health.keypad)),
  rule('HW_BATTERY', ({ health }) => battery(health.power)),
  rule('NET_WEAK', ({ health }) => below(health.network?.rsrpDbm, -115, -110), { setAfterMs: 10 * MINUTE }),
  rule('NET_NO_SIM', ({ health }) => sim(health.network?.sim, ['ABSENT'])),
  rule('NET_SIM_INACTIVE', ({ health }) => sim(health.network?.sim, ['INACTIVE', 'LOCKED'])),
  rule('NET_HOST_UNREACHABLE', ({ health }) => no(health.network?.hostReachable), { setAfterMs: 2 * MINUTE }),
  rule('SYS_STORAGE_FULL', ({ health }) => below(health.resources?.storageFreePercent, 5, 8)),
  rule('SYS_CLOCK_SKEW', ({ clockSkewMs }) =>
    above(clockSkewMs === null ? null : Math.abs(clockSkewMs), MINUTE, MINUTE / 2),
  ),
  // who was opened stays opened, whatever it says later
  rule('SEC_TAMPER', ({ health }) => yes(health.security?.tampered), { latched: true }),
  rule('SEC_PED_FAIL', ({ health }) => part(health.security?.ped)),
  rule('SEC_ROOTED', ({ health }) => yes(health.security?.rooted)),
  rule('SEC_KEYS_MISSING', ({ health }) => no(health.security?.keysLoaded)),
  rule('SEC_KEY_EXPIRED', ({ health }, at) => past(health.security?.keysExpireAt, at)),
  rule('SEC_CERT_EXPIRED', ({ health }, at) => past(health.security?.certificateExpiresAt, at)),
  rule('AUTH_LOGGED_OUT', ({ signOn }) => verdict(signOn === 'SIGNED_OFF' || signOn === 'EXPIRED'), {
    setAfterMs: 2 * MINUTE,
    clearAfterMs: 0,
  }),
  rule('AUTH_OPERATOR_LOCKED', ({ signOn }) => verdict(signOn === 'LOCKED'), { clearAfterMs: 0 }),
  rule('TXN_REVERSAL_STUCK', ({ reversalPending }) => verdict(reversalPending), {
    setAfterMs: 10 * MINUTE,
    clearAfterMs: 0,
  }),
  rule('TXN_SAF_BACKLOG', ({ forwards }) => above(forwards, 20, 10), { setAfterMs: 10 * MINUTE }),
  rule('TXN_UNSETTLED_AGE', ({ health }, at) => unsettled(health.business, at)),
]

function battery(power: Reading['health']['power']): Verdict {
  if (power?.batteryPercent === undefined) return null
  const isFed = power.source === 'MAINS' || power.charging === true
  return isFed ? 'GOOD' : below(power.batteryPercent, 15, 20)
}

function sim(state: string | undefined, bad: readonly string[]): Verdict {
  return state === undefined ? null : verdict(bad.includes(state))
}

const yes = (value: boolean | undefined): Verdict => (value === undefined ? null : verdict(value))
const no = (value: boolean | undefined): Verdict => (value === undefined ? null : verdict(!value))
const past = (moment: Instant | undefined, at: Instant): Verdict =>
  moment === undefined ? null : verdict(moment <= at)

function unsettled(business: Reading['health']['business'], at: Instant): Verdict {
  if (business?.unsettledCount === undefined) return null
  if (business.unsettledCount === 0 || business.batchOpenedAt === undefined) return 'GOOD'
  return above(at - business.batchOpenedAt, DAY, DAY - HOUR)
}
