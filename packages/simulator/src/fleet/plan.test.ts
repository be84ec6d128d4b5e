import { describe, expect, test } from 'vitest'
import { DEMO, shareOut } from '../scenarios/scenario.ts'
import { type FleetPlan, planFleet, SPARE_TERMINAL } from './plan.ts'

const plan = (count: number, seed = 42, standing?: Parameters<typeof planFleet>[0]['standing']) =>
  planFleet({ seed, count, scenario: DEMO, ...(standing ? { standing } : {}) })
const tidsOf = ({ terminals }: FleetPlan) => terminals.map(({ acquirer, tid }) => `${acquirer}/${tid}`)

describe('a planned fleet', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(plan(200)).toEqual(plan(200))
    expect(plan(200, 43)).not.toEqual(plan(200))
  })

  test('hangs together: parents first, each terminal in a store of its acquirer, no address twice', () => {
    const { nodes, terminals } = plan(2_000)
    const seen = new Map(nodes.map((node) => [node.key, node]))
    expect(seen.size).toBe(nodes.length)
    nodes.forEach(({ parentKey }, index) => {
      if (parentKey !== null) expect(nodes.findIndex(({ key }) => key === parentKey)).toBeLessThan(index)
    })
    for (const { storeKey, acquirer, mid, tid } of terminals) {
      expect(seen.get(storeKey)?.kind).toBe('STORE')
      expect(storeKey.startsWith(`${acquirer}/`)).toBe(true)
      expect(mid).toMatch(/^\d{15}$/)
      expect(tid).toMatch(/^\d{8}$/)
    }
    expect(terminals).toHaveLength(2_000)
    expect(new Set(tidsOf({ nodes, terminals, spares: [] })).size).toBe(2_000)
    expect(new Set(terminals.map(({ serial }) => serial)).size).toBe(2_000)
  })

  test('shows what a fleet is: two acquirers, nested agents, four cities, both languages, equal TIDs in both', () => {
    const { nodes, terminals } = plan(200)
    expect(nodes.filter(({ kind }) => kind === 'ACQUIRER').map(({ code }) => code)).toEqual(['huaxin', 'harbour'])
    const nested = nodes.find(
      ({ kind, parentKey }) => kind === 'AGENT' && nodes.find(({ key }) => key === parentKey)?.kind === 'AGENT',
    )
    expect(nested?.name).toBe('沪上代理徐汇分部')
    expect(
      new Set(
        nodes.flatMap(({ kind, address }) =>
          kind === 'STORE' ? (/上海|成都|乌鲁木齐|Hong Kong/.exec(address ?? '')?.[0] ?? []) : [],
        ),
      ).size,
    ).toBe(4)
    expect(new Set(nodes.map(({ timeZone }) => timeZone)).size).toBe(3)
    const [east, south] = ['huaxin', 'harbour'].map((code) =>
      terminals.filter(({ acquirer }) => acquirer === code).map(({ tid }) => tid),
    )
    expect(south?.every((tid) => east?.includes(tid))).toBe(true)
  })

  test('grows behind what stands already, and plans the spare terminal only once', () => {
    const first = plan(100)
    const standing = new Map(
      ['huaxin', 'harbour'].map((code) => [
        code,
        {
          merchants: first.nodes.filter(({ kind, key }) => kind === 'MERCHANT' && key.startsWith(`${code}/`)).length,
          terminals: first.terminals.filter(({ acquirer }) => acquirer === code).length,
        },
      ]),
    )
    const second = plan(100, 142, standing)
    expect(new Set([...tidsOf(first), ...tidsOf(second)]).size).toBe(200)
    const merchants = (which: FleetPlan) =>
      which.nodes.filter(({ kind }) => kind === 'MERCHANT').map(({ code, key }) => `${key.split('/')[0]} ${code}`)
    expect(merchants(first).filter((merchant) => merchants(second).includes(merchant))).toEqual([])
    expect(first.spares.map(({ acquirer, tid }) => ({ acquirer, tid }))).toEqual([SPARE_TERMINAL])
    expect(second.spares).toEqual([])
  })
})

describe('a scenario', () => {
  test('gives each behaviour its share, and each at least one terminal of two hundred', () => {
    const behaviours = shareOut(DEMO, 200, () => 0.5)
    const count = (name: string) => behaviours.filter((behaviour) => behaviour === name).length
    expect(behaviours).toHaveLength(200)
    expect(count('lost-sign-on-77')).toBe(12)
    for (const name of Object.keys(DEMO)) expect(count(name)).toBeGreaterThan(0)
    expect(count('healthy')).toBeGreaterThan(140)
  })
})
