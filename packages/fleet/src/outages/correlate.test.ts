import { MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { brakes, correlate, judgeIncident, suspectGroups } from './correlate.ts'
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

const outages = (troubles: readonly Trouble[], covered: readonly string[] = []) =>
  correlate(suspectGroups(troubles, T0), (each) => sizes.get(groupId(each)) ?? 0, new Set(covered)).map(
    ({ kind, key, terminalIds }) => `${kind} ${key} ${terminalIds.length}`,
  )

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
    expect(outages(hit.map((n) => trouble(n)))).toEqual(expected)
  })
  test('29 % of an operator are not enough, 30 % are', () => {
    const some = (count: number) => fleet.filter((n) => n % 2 === 0).slice(0, count)
    expect(outages(some(149).map((n) => trouble(n)))).toEqual([])
    expect(outages(some(150).map((n) => trouble(n)))).toEqual(['OPERATOR CM 150'])
  })
  test('what is older than five minutes does not count', () => {
    expect(outages(fleet.map((n) => trouble(n, T0 - 5 * MINUTE)))).toEqual([])
  })
  test('what an open incident explains is not explained again', () => {
    expect(
      outages(
        fleet.map((n) => trouble(n)),
        fleet.map((n) => `t${n}`),
      ),
    ).toEqual([])
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
    expect(brakes([open])).toBe(true)
    expect(brakes([live([0, 0, 0])])).toBe(false)
    expect(brakes([])).toBe(false)
  })
})

test('50,000 terminals at once are one outage', () => {
  const many = Array.from({ length: 50_000 }, (_, n) => trouble(n))
  expect(correlate(suspectGroups(many, T0), () => 50_000, new Set()).map(({ kind }) => kind)).toEqual(['HOST'])
})
