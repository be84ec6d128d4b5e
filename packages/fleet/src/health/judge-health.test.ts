import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { contradictionsOf } from './contradictions.ts'
import { severityOf, worstFirst } from './fault-order.ts'
import { FAULT_RULES } from './fault-rules.ts'
import { FAULT_CODES, faultClass, faultFacts } from './fault-table.ts'
import { judgeHealth, NOTHING_TURNS, type Turning } from './judge-health.ts'
import { faultsBySight, seenInBoot } from './platform-faults.ts'
import { faultsByResponse, responseBook } from './response-codes.ts'
import type { Health, Reading } from './vocabulary.ts'

const T0 = 1_800_000_000_000
const reading = (health: Health, over: Partial<Reading> = {}): Reading => ({
  ...{ health, signOn: 'SIGNED_ON', reversalPending: false, clockSkewMs: null, forwards: null },
  ...over,
})

/** What stands after heartbeats, one a minute; and how often anything changed. */
function live(readings: readonly Reading[], known: readonly string[] = []) {
  const standing = new Set(known)
  let turning: Turning = NOTHING_TURNS
  let changes = 0
  readings.forEach((each, minute) => {
    const judged = judgeHealth(standing, turning, each, T0 + minute * MINUTE)
    turning = judged.turning
    changes += judged.set.length + judged.cleared.length
    for (const code of judged.set) standing.add(code)
    for (const code of judged.cleared) standing.delete(code)
  })
  return { standing: [...standing].sort(), changes }
}
const minutes = (count: number, each: Reading) => Array.from({ length: count }, () => each)
const signal = (rsrpDbm: number) => reading({ network: { type: 'CELL_4G', rsrpDbm } })

describe('one heartbeat is enough [P-6.6]', () => {
  test.each<[string, Reading, string[]]>([
    ['nothing told', reading({}), []],
    ['no paper', reading({ printer: 'NO_PAPER' }), ['HW_PRINTER_NO_PAPER']],
    ['a chip reader that failed', reading({ readers: { chip: 'FAILED', contactless: 'DEGRADED' } }), ['HW_READER_ICC']],
    ['tampered', reading({ security: { tampered: true, ped: 'FAILED' } }), ['SEC_PED_FAIL', 'SEC_TAMPER']],
    ['keys gone', reading({ security: { keysLoaded: false } }), ['SEC_KEYS_MISSING']],
    ['a certificate past its day', reading({ security: { certificateExpiresAt: T0 - 1 } }), ['SEC_CERT_EXPIRED']],
    ['14 % on battery', reading({ power: { source: 'BATTERY', batteryPercent: 14 } }), ['HW_BATTERY']],
    ['14 % on mains', reading({ power: { source: 'MAINS', batteryPercent: 14 } }), []],
    ['4 % storage', reading({ resources: { storageFreePercent: 4 } }), ['SYS_STORAGE_FULL']],
    ['61 s behind', reading({}, { clockSkewMs: -61 * SECOND }), ['SYS_CLOCK_SKEW']],
    ['no SIM card', reading({ network: { type: 'NONE', sim: 'ABSENT' } }), ['NET_NO_SIM']],
    [
      'unsettled for a day',
      reading({ business: { unsettledCount: 1, batchOpenedAt: T0 - DAY - 1 } }),
      ['TXN_UNSETTLED_AGE'],
    ],
  ])('%s', (_, each, expected) => {
    expect(live([each]).standing).toEqual(expected)
  })
})

describe('what must last', () => {
  test('a weak signal is a fault after ten minutes, not after nine', () => {
    expect(live(minutes(10, signal(-118))).standing).toEqual([])
    expect(live(minutes(11, signal(-118))).standing).toEqual(['NET_WEAK'])
  })
  test('one good minute in between starts the count anew', () => {
    expect(live([...minutes(9, signal(-118)), signal(-100), ...minutes(9, signal(-118))]).changes).toBe(0)
  })
  test('a signed-out terminal after two minutes; signed on again it clears at once', () => {
    const out = reading({}, { signOn: 'EXPIRED' })
    expect(live(minutes(3, out)).standing).toEqual(['AUTH_LOGGED_OUT'])
    expect(live([...minutes(3, out), reading({})]).standing).toEqual([])
  })
})

describe('flapping', () => {
  const dead = reading({ printer: 'JAM' })
  const well = reading({ printer: 'OK' })
  test('a printer that jams every other minute all day is one fault, set once', () => {
    const day = Array.from({ length: 1_440 }, (_, minute) => (minute % 2 === 0 ? dead : well))
    expect(live(day)).toEqual({ standing: ['HW_PRINTER_JAM'], changes: 1 })
  })
  test('it clears when it has stayed away', () => {
    expect(live([dead, well, well]).standing).toEqual(['HW_PRINTER_JAM'])
    expect(live([dead, well, well, well]).standing).toEqual([])
  })
  test('a value on the edge changes nothing, either way', () => {
    const edge = Array.from({ length: 300 }, (_, minute) => signal(minute % 2 === 0 ? -114 : -111))
    expect(live(edge).changes).toBe(0)
    expect(live(edge, ['NET_WEAK']).changes).toBe(0)
  })
  test('silence about a part neither sets nor clears', () => {
    expect(live(minutes(60, reading({})), ['HW_PRINTER_JAM', 'NET_WEAK']).changes).toBe(0)
  })
})

test('who was opened stays opened, whatever it says later', () => {
  const denies = reading({ security: { tampered: false, ped: 'OK' } })
  expect(live(minutes(60, denies), ['SEC_TAMPER']).standing).toEqual(['SEC_TAMPER'])
})

test('the table: every code has its class, and every rule its code', () => {
  for (const code of FAULT_CODES) expect(faultClass(code)).not.toBeNull()
  expect(new Set(FAULT_RULES.map(({ code }) => code)).size).toBe(FAULT_RULES.length)
  expect(faultFacts('HW_COFFEE_STAIN')).toBeNull()
})

test('the worst first; a code that only its terminal knows has its word, or stands in the middle', () => {
  expect(worstFirst(['NET_WEAK', 'HW_COFFEE_STAIN', 'SEC_TAMPER', 'AUTH_LOGGED_OUT'])).toEqual([
    'SEC_TAMPER',
    'AUTH_LOGGED_OUT',
    'HW_COFFEE_STAIN',
    'NET_WEAK',
  ])
  expect(severityOf('HW_COFFEE_STAIN', 'CRITICAL')).toBe('CRITICAL')
  expect(severityOf('HW_PRINTER_JAM', 'CRITICAL')).toBe('MINOR')
})

test.each<[string, Parameters<typeof contradictionsOf>[0], string[]]>([
  ['all is well', { health: { printer: 'OK' }, presence: 'ONLINE', signOn: 'SIGNED_ON', reported: [] }, []],
  [
    'no network, and we hear it',
    { health: { network: { type: 'NONE' } }, presence: 'ONLINE', signOn: 'SIGNED_ON', reported: [] },
    ['NO_NETWORK_YET_HEARD'],
  ],
  [
    'opened, and trading',
    { health: { security: { tampered: true, ped: 'OK' } }, presence: 'ONLINE', signOn: 'SIGNED_ON', reported: [] },
    ['TAMPERED_YET_PED_OK', 'TAMPERED_YET_SIGNED_ON'],
  ],
  [
    'no paper by its report, paper by its heartbeat',
    { health: { printer: 'OK' }, presence: 'ONLINE', signOn: 'SIGNED_ON', reported: ['HW_PRINTER_NO_PAPER', 'HW_X'] },
    ['FAULT_YET_PART_OK HW_PRINTER_NO_PAPER'],
  ],
])('contradictions are named: %s', (_, testimony, expected) => {
  expect(contradictionsOf(testimony).map(({ code, fault }) => (fault === null ? code : `${code} ${fault}`))).toEqual(
    expected,
  )
})

describe('answers of the host', () => {
  const book = responseBook([{ code: 'A0', route: 'RELOGIN', fault: 'AUTH_MAC_ERROR' }])
  test.each<[string | null, string[], string[], string[]]>([
    ['77', [], ['AUTH_BATCH_MISMATCH'], []],
    ['97', ['AUTH_BATCH_MISMATCH'], ['AUTH_TERMINAL_UNREGISTERED'], ['AUTH_BATCH_MISMATCH']],
    ['96', [], ['NET_HOST_ILL'], []],
    ['5X', [], ['AUTH_SIGNON_FAILED'], []],
    ['00', ['NET_HOST_ILL', 'HW_PRINTER_JAM'], [], ['NET_HOST_ILL']],
    [null, ['AUTH_BATCH_MISMATCH'], [], []],
  ])('%s over %j', (code, known, set, cleared) => {
    expect(faultsByResponse(book, known, code)).toEqual({ set, cleared })
  })
  test('an acquirer’s own row counts before the default', () => {
    expect(book.get('A0')?.route).toBe('RELOGIN')
    expect(responseBook([]).get('A0')?.route).toBe('OTHER')
    expect(responseBook([]).get('97')?.route).toBe('REGISTRATION')
  })
})

test('what the platform counts: losses, restarts, a copy', () => {
  const seen = (type: 'PRESENCE' | 'BOOT' | 'CRASH' | 'CLONE', count: number, apartMs: number) =>
    Array.from({ length: count }, (_, index) => ({ type, at: T0 - index * apartMs }))
  expect(faultsBySight(seen('PRESENCE', 8, MINUTE), T0)).toEqual(['NET_FLAPPING'])
  expect(faultsBySight(seen('PRESENCE', 8, 5 * MINUTE), T0)).toEqual([])
  expect(faultsBySight(seen('BOOT', 3, 20 * MINUTE - 1), T0)).toEqual(['SYS_REBOOT_LOOP'])
  expect(faultsBySight(seen('BOOT', 3, HOUR / 2), T0)).toEqual([])
  expect(faultsBySight(seen('CRASH', 1, 0), T0 + 29 * MINUTE)).toEqual(['SYS_APP_CRASH'])
  expect(faultsBySight(seen('CLONE', 1, 0), T0)).toEqual(['SEC_CLONE_SUSPECT'])
  const looked = { type: 'CLONE_OVER', at: T0 } as const
  expect(faultsBySight([...seen('CLONE', 1, 0), looked], T0)).toEqual([])
  expect(faultsBySight([looked, { type: 'CLONE', at: T0 + 1 }], T0 + 1)).toEqual(['SEC_CLONE_SUSPECT'])
})

test('a start that was asked for is no sign of illness', () => {
  expect(['COMMAND', 'UPDATE'].map(seenInBoot)).toEqual([[], []])
  expect(['POWER_ON', 'UNKNOWN', null].map(seenInBoot)).toEqual([['BOOT'], ['BOOT'], ['BOOT']])
  expect(seenInBoot('CRASH')).toEqual(['BOOT', 'CRASH'])
})
