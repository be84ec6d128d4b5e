import { MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { beginnings, brakes, correlate, judgeIncident, type OpenOutage, suspectGroups } from './correlate.ts'
import { type Group, type GroupKind, groupId, type Incident, type Trouble } from './outage.ts'

const T0 = 1_800_000_000_000
const group = (kind: GroupKind, key: string): Group => ({ acquirerId: 'acq', kind, key })
/** Terminal n: its store, operator and version by rule; all on one host. */
const groupsOf = (n: number) => [
  group('STORE', `s${n % 50}`),
  group('OPERATOR', n % 2 === 0 ? 'CM' : 'CU'),
  group('HOST', 'CUP-1'),
  group('APP_VERSION', n % 5 === 0 ? '2.1' : '2.0'),
]
const trouble = (n: number, at = T0): Trouble => ({ terminalId: `t${n}`, at, groups: groupsOf(n) })
/** Four in ten, whatever groups they are in. */
const isUnlucky = (n: number) => (n * n * 31 + n * 17) % 997 < 400
const fleet = Array.from({ length: 1_000 }, (_, n) => n)
const sizes = new Map<string, number>()
for (const n of fleet) for (const each of groupsOf(n)) sizes.set(groupId(each), (sizes.get(groupId(each)) ?? 0) + 1)

const found = (hit: readonly number[], at = T0) =>
  correlate(
    suspectGroups(
      hit.map((n) => trouble(n, at)),
      T0,
    ),
    (each) => sizes.get(groupId(each)) ?? 0,
  )
const outages = (hit: readonly number[], at = T0) =>
  found(hit, at).map(({ kind, key, terminalIds }) => `${kind} ${key} ${terminalIds.length}`)

describe('what they have in common', () => {
  test.each<[string, number[], string[]]>([
    ['the host: everybody', fleet, ['HOST CUP-1 1000']],
    ['the host: four in ten, anywhere', fleet.filter(isUnlucky), [`HOST CUP-1 ${fleet.filter(isUnlucky).length}`]],
    ['one operator', fleet.filter((n) => n % 2 === 0), ['OPERATOR CM 500']],
    ['one app version', fleet.filter((n) => n % 5 === 0), ['APP_VERSION 2.1 200']],
    ['one store', fleet.filter((n) => n % 50 === 7), ['STORE s7 20']],
    ['two stores are two', fleet.filter((n) => n % 50 === 7 || n % 50 === 10), ['STORE s10 20', 'STORE s7 20']],
    ['19 of a store are too few', fleet.filter((n) => n % 50 === 7).slice(1), []],
    [
      '250 anywhere are no group',
      fleet
        .slice(0, 250)
        .map((n) => n * 4)
        .filter((n) => n % 8 === 0),
      [],
    ],
  ])('%s', (_, hit, expected) => {
    expect(outages(hit)).toEqual(expected)
  })
  test('29 % of an operator are not enough, 30 % are', () => {
    const some = (count: number) => fleet.filter((n) => n % 2 === 0).slice(0, count)
    expect(outages(some(149))).toEqual([])
    expect(outages(some(150))).toEqual(['OPERATOR CM 150'])
  })
  test('what is older than five minutes does not count', () => {
    expect(outages(fleet, T0 - 5 * MINUTE)).toEqual([])
  })
})

describe('what begins beside what is open', () => {
  const store = fleet.filter((n) => n % 50 === 7)
  const ids = (hit: readonly number[]) => hit.map((n) => `t${n}`)
  const open = (kind: GroupKind, key: string, hit: readonly number[]): OpenOutage => ({
    ...group(kind, key),
    ...{ id: `${kind} ${key}`, terminalIds: ids(hit) },
  })
  const begun = (hit: readonly number[], ...incidents: readonly OpenOutage[]) =>
    beginnings(found(hit), incidents).map(({ kind, key, terminalIds, takesOver }) => [
      `${kind} ${key} ${terminalIds.length}`,
      ...takesOver,
    ])

  test('nothing, where the incident that is open explains it', () => {
    expect(begun(store, open('STORE', 's7', store))).toEqual([])
    expect(begun(fleet, open('HOST', 'CUP-1', fleet))).toEqual([])
  })
  test('a host’s outage takes over the store’s in which it was seen first', () => {
    const other = fleet.filter((n) => n % 50 === 10)
    const incidents = [open('STORE', 's7', store), open('STORE', 's10', other)]
    expect(begun(fleet, ...incidents)).toEqual([['HOST CUP-1 1000', 'STORE s7', 'STORE s10']])
  })
  test('what began before the window stays what it is', () => {
    expect(begun(fleet, open('APP_VERSION', '2.1', []))).toEqual([['HOST CUP-1 1000']])
  })
  test('a store’s that lasts stays beside another store’s that begins', () => {
    const other = fleet.filter((n) => n % 50 === 10)
    expect(begun([...store, ...other], open('STORE', 's7', store))).toEqual([['STORE s10 20']])
  })
  test('a wider one never gives way to a narrower again', () => {
    expect(begun(store, open('HOST', 'CUP-1', store))).toEqual([])
    expect(begun(store, open('HOST', 'CUP-1', fleet.slice(0, 500)))).toEqual([])
  })
})

describe('an incident', () => {
  const open: Incident = {
    ...group('HOST', 'CUP-1'),
    ...{ id: 'inc', startedAt: T0, endedAt: null, hit: 1_000, out: 1_000, population: 1_000, quietSince: null },
  }
  const live = (outs: readonly number[]) =>
    outs.reduce((incident, out, minute) => judgeIncident(incident, 1_000, out, T0 + minute * MINUTE), open)

  test('ends when a tenth or less is left, for two minutes', () => {
    expect(live([1_000, 101, 101, 101, 101]).endedAt).toBeNull()
    expect(live([1_000, 100, 100]).endedAt).toBeNull()
    expect(live([1_000, 100, 50, 0]).endedAt).toBe(T0 + 3 * MINUTE)
  })
  test('goes on when they fall again', () => {
    expect(live([100, 400, 100, 100]).endedAt).toBeNull()
  })
  test('brakes while it lasts', () => {
    expect(brakes({ ...open, backAt: null }, T0 + 60 * MINUTE)).toBe(true)
    expect(brakes({ ...live([0, 0, 0]), backAt: null }, T0 + 60 * MINUTE)).toBe(false)
  })
  test('lets go who has been back for as long as it must be quiet, though it lasts for others', () => {
    const backAt = T0 + MINUTE
    expect(brakes({ ...open, backAt }, backAt + 2 * MINUTE - 1)).toBe(true)
    expect(brakes({ ...open, backAt }, backAt + 2 * MINUTE)).toBe(false)
  })
})

test('50,000 terminals at once are one outage', () => {
  const many = Array.from({ length: 50_000 }, (_, n) => trouble(n))
  expect(correlate(suspectGroups(many, T0), () => 50_000).map(({ kind }) => kind)).toEqual(['HOST'])
})
