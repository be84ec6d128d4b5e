import { FAULT_RULES, judgeHealth, METRICS, metricsOf, NOTHING_TURNS, type Reading } from '@budeng/fleet'
import { HOUR, MINUTE } from '@budeng/kernel'
import { Health } from '@budeng/protocol'
import {
  type BehaviourName,
  BEHAVIOURS,
  behaviourOf,
  healthyCondition,
  isBehaviourName,
  type Life,
  wornBy,
} from '@budeng/simulator'
import { expect, test } from 'vitest'

const identity = (n: number) => ({ identity: { tid: String(10_000_000 + n) }, model: 'A920' }) as never
const reading = (health: Health): Reading => ({
  ...{ health, signOn: 'SIGNED_ON', reversalPending: false, clockSkewMs: 0, forwards: 0 },
})
/** Faults that three hours of a terminal's heartbeats set, one a minute. */
function faultsOf(n: number, name: BehaviourName): string[] {
  const { health = {} } = behaviourOf(name)
  const set = new Set<string>()
  let turning = NOTHING_TURNS
  for (let nowMs = 0; nowMs < 3 * HOUR; nowMs += MINUTE) {
    const worn = typeof health === 'function' ? health({ scheduler: { nowMs: () => nowMs } } as Life) : health
    const told = wornBy(healthyCondition(identity(n), nowMs), worn)
    expect(Health.parse(told)).toEqual(told)
    const judged = judgeHealth(set, turning, reading(told), nowMs)
    turning = judged.turning
    for (const code of judged.set) set.add(code)
  }
  return [...set].sort()
}

test('healthy terminals have no faults, and figures that live', () => {
  for (let n = 0; n < 40; n++) expect(faultsOf(n, 'healthy')).toEqual([])
  const values = [0, 1, 2].map((hour) => metricsOf(reading(healthyCondition(identity(1), hour * HOUR))))
  expect(new Set(values.map((each) => each[METRICS.indexOf('MEMORY_FREE')])).size).toBe(3)
})

test.each<[BehaviourName, string[]]>([
  ['no-paper', ['HW_PRINTER_NO_PAPER']],
  ['paper-low', ['HW_PRINTER_PAPER_LOW']],
  ['paper-jam', ['HW_PRINTER_JAM']],
  ['broken-reader', ['HW_READER_ICC']],
  ['flat-battery', ['HW_BATTERY']],
  ['storage-full', ['SYS_STORAGE_FULL']],
  ['weak-signal', ['NET_WEAK']],
  ['host-cut-off', ['NET_HOST_UNREACHABLE']],
  ['no-sim', ['NET_SIM_INACTIVE']],
  ['keys-missing', ['SEC_KEYS_MISSING']],
  ['tampered', ['SEC_PED_FAIL', 'SEC_TAMPER']],
])('%s leads to %j', (name, faults) => {
  expect(faultsOf(1, name)).toEqual(faults)
})

test('every behaviour has a name that it is found by', () => {
  expect(Object.keys(BEHAVIOURS).every(isBehaviourName)).toBe(true)
  expect(FAULT_RULES.length).toBeGreaterThan(20)
})
