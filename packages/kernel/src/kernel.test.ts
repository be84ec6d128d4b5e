import { describe, expect, test } from 'vitest'
import {
  canonicalJson,
  encodeId,
  factorClock,
  hashOf,
  idKind,
  idMaker,
  idOfNumber,
  isId,
  numberOfId,
  uuidv7,
} from './index.ts'

describe('ids', () => {
  const random = Uint8Array.from({ length: 10 }, (_, i) => i * 17)

  test('an id carries its kind, and sorts by the time it was made', () => {
    const early = encodeId('command', uuidv7(1_000, random))
    const late = encodeId('command', uuidv7(2_000, random))
    expect(early).toMatch(/^cmd_[0-9a-z]{26}$/)
    expect(early < late).toBe(true)
    expect(idKind(early)).toBe('command')
    expect(isId('terminal', early)).toBe(false)
  })

  test('a text that is no id of ours has no kind', () => {
    for (const text of [
      '',
      'cmd_',
      'cmd_zzzz',
      'xyz_01h455vb4pex5vsknk084sn02q',
      'cmd_81h455vb4pex5vsknk084sn02q',
      "cmd_01h455vb4pex5vsknk084sn02' ",
    ])
      expect(idKind(text)).toBeNull()
  })

  test('ten bytes of randomness tell two ids of one millisecond apart', () => {
    let byte = 0
    const newId = idMaker(
      () => 5,
      (size) => Uint8Array.from({ length: size }, () => byte++),
    )
    expect(newId('event')).not.toBe(newId('event'))
  })
})

describe('hashes', () => {
  test('the order of keys does not matter, anything else does', () => {
    expect(hashOf({ a: 1, b: [true, null] })).toBe(hashOf({ b: [true, null], a: 1 }))
    expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: '1' }))
    expect(canonicalJson({ b: undefined, a: 10n })).toBe('{"a":"10"}')
  })
})

test('a clock with a factor runs faster from a common origin', () => {
  let real = 1_000
  const clock = factorClock(() => real, 60, 1_000)
  real = 2_000
  expect(clock.now()).toBe(61_000)
})

test('a number of the database is an id and comes back', () => {
  for (const number of [1, 31, 32, 1_024 * 77 + 5, Number.MAX_SAFE_INTEGER]) {
    const id = idOfNumber('ledgerEntry', number)
    expect(idKind(id)).toBe('ledgerEntry')
    expect(numberOfId('ledgerEntry', id)).toBe(number)
    expect(numberOfId('ledgerAccount', id)).toBe(null)
  }
  expect(idOfNumber('ledgerAccount', 33)).toBe('acc_00000000000000000000000011')
  expect(numberOfId('ledgerEntry', 'ent_7zzzzzzzzzzzzzzzzzzzzzzzzz')).toBe(null)
  expect(numberOfId('ledgerEntry', 'ent_00000000000000000000000000')).toBe(null)
})
