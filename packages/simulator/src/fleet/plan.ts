import { seededRandom } from '@budeng/kernel/testing'
import type { BehaviourName } from '../behaviours/index.ts'
import { type Scenario, shareOut } from '../scenarios/scenario.ts'
import {
  CHINESE_CITIES,
  CHINESE_CONTACTS,
  CHINESE_NAMES,
  type City,
  ENGLISH_CITIES,
  ENGLISH_CONTACTS,
  ENGLISH_NAMES,
} from './cities.ts'

/** An organisation of the plan; `key` is its codes from the acquirer down. Parents stand before their children. */
export interface PlannedNode {
  readonly key: string
  readonly parentKey: string | null
  readonly kind: 'ACQUIRER' | 'AGENT' | 'MERCHANT' | 'STORE'
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly phone: string | null
  readonly address: string | null
  readonly contact: string | null
}

export interface PlannedTerminal {
  readonly acquirer: string
  readonly storeKey: string
  readonly tid: string
  readonly mid: string
  readonly model: string
  readonly serial: string
  readonly behaviour: BehaviourName
}

/** What a demonstration looks like: the same for the same seed and count, secrets aside. */
export interface FleetPlan {
  readonly nodes: readonly PlannedNode[]
  readonly terminals: readonly PlannedTerminal[]
  /** Terminals without a device, in the first plan only: somebody may enrol one of their own there. */
  readonly spares: readonly Omit<PlannedTerminal, 'behaviour'>[]
}

/** The address of the spare terminal. */
export const SPARE_TERMINAL = { acquirer: 'huaxin', tid: '10016900' } as const

/** Keys of the nodes to which people of the demo belong. */
export const DEMO_KEYS = { acquirer: 'huaxin', agent: 'huaxin/hushang', secondAcquirer: 'harbour' } as const

/** Makes of the terminals of a demonstration, as their machines name themselves. */
export const DEMO_MODELS = ['A920', 'A930', 'P990', 'N910', 'X990'] as const
/** Of ten terminals, one belongs to the second acquirer. */
const SECOND_ACQUIRER_SHARE = 0.1
const TIDS_FROM = 10_016_901
const STORES_PER_MERCHANT_MAX = 4
const TERMINALS_PER_STORE_MAX = 4

interface Side {
  readonly acquirer: PlannedNode
  /** Where merchants hang: agents, or the acquirer itself. */
  readonly parents: readonly PlannedNode[]
  readonly cities: readonly City[]
  readonly names: { readonly first: readonly string[]; readonly second: readonly string[] }
  readonly contacts: readonly string[]
  readonly storeName: (merchant: string, district: string) => string
  readonly address: (city: City, district: string, street: string, number: number) => string
}

/** What stands under an acquirer already: a plan goes on behind it. */
export interface Standing {
  readonly merchants: number
  readonly terminals: number
}
const NOTHING: Standing = { merchants: 0, terminals: 0 }

export interface PlanOptions {
  readonly seed: number
  /** Terminals to be planned, beside those that stand already. */
  readonly count: number
  readonly scenario: Scenario
  /** By the acquirer's code. */
  readonly standing?: ReadonlyMap<string, Standing>
}

/** Plans organisations, stores and terminals, with behaviours by the scenario's shares. */
export function planFleet({ seed, count, scenario, standing = new Map() }: PlanOptions): FleetPlan {
  const random = seededRandom(seed)
  const behaviours = shareOut(scenario, count, random)
  const second = Math.floor(count * SECOND_ACQUIRER_SHARE)
  const nodes: PlannedNode[] = []
  const terminals: PlannedTerminal[] = []
  const spares = standing.size === 0 ? planSpare(nodes) : []
  for (const [side, share] of [
    [chineseSide(), count - second],
    [englishSide(), second],
  ] as const) {
    nodes.push(...[side.acquirer, ...side.parents].filter(({ key }) => !nodes.some((node) => node.key === key)))
    const planned = planSide(side, share, standing.get(side.acquirer.code) ?? NOTHING, random)
    nodes.push(...planned.nodes)
    for (const terminal of planned.terminals)
      terminals.push({ ...terminal, behaviour: behaviours[terminals.length] ?? 'healthy' })
  }
  return { nodes, terminals, spares }
}

/** A shop whose terminal has not come yet, with the organisations above it. */
function planSpare(nodes: PlannedNode[]): FleetPlan['spares'] {
  const { acquirer, parents } = chineseSide()
  const [agent = acquirer] = parents
  const zone = { timeZone: 'Asia/Shanghai', phone: null, contact: '李敏' }
  const merchant: PlannedNode = {
    ...zone,
    key: `${agent.key}/m00000`,
    parentKey: agent.key,
    kind: 'MERCHANT',
    code: 'm00000',
    name: '新开小铺',
    address: null,
  }
  const store: PlannedNode = {
    ...zone,
    key: `${merchant.key}/m00000-s1`,
    parentKey: merchant.key,
    kind: 'STORE',
    code: 'm00000-s1',
    name: '新开小铺（静安店）',
    address: '上海市静安区南京西路 1 号',
  }
  nodes.push(acquirer, agent, merchant, store)
  return [{ ...SPARE_TERMINAL, storeKey: store.key, mid: '898310580000000', model: '', serial: '' }]
}

function chineseSide(): Side {
  const acquirer = organisation('ACQUIRER', null, DEMO_KEYS.acquirer, '华信收单', 'Asia/Shanghai')
  const hushang = organisation('AGENT', acquirer, DEMO_KEYS.agent, '沪上代理', 'Asia/Shanghai')
  const xuhui = organisation('AGENT', hushang, `${DEMO_KEYS.agent}/xuhui`, '沪上代理徐汇分部', 'Asia/Shanghai')
  const tianfu = organisation('AGENT', acquirer, 'huaxin/tianfu', '天府代理', 'Asia/Shanghai')
  return {
    acquirer,
    parents: [hushang, xuhui, tianfu, acquirer],
    cities: CHINESE_CITIES,
    names: CHINESE_NAMES,
    contacts: CHINESE_CONTACTS,
    storeName: (merchant, district) => `${merchant}（${district}店）`,
    address: (city, district, street, number) => `${city.name}市${district}区${street} ${number} 号`,
  }
}

function englishSide(): Side {
  const acquirer = organisation('ACQUIRER', null, DEMO_KEYS.secondAcquirer, 'Harbour Pay', 'Asia/Hong_Kong')
  return {
    acquirer,
    parents: [organisation('AGENT', acquirer, 'harbour/island', 'Island Merchant Services', 'Asia/Hong_Kong')],
    cities: ENGLISH_CITIES,
    names: ENGLISH_NAMES,
    contacts: ENGLISH_CONTACTS,
    storeName: (merchant, district) => `${merchant}, ${district}`,
    address: (city, district, street, number) => `${number} ${street}, ${district}, ${city.name}`,
  }
}

function organisation(
  kind: 'ACQUIRER' | 'AGENT',
  parent: PlannedNode | null,
  key: string,
  name: string,
  timeZone: string,
): PlannedNode {
  return {
    key,
    parentKey: parent?.key ?? null,
    kind,
    code: key.split('/').at(-1) ?? key,
    name,
    timeZone,
    phone: null,
    address: null,
    contact: null,
  }
}

function planSide(
  side: Side,
  count: number,
  standing: Standing,
  random: () => number,
): { nodes: PlannedNode[]; terminals: Omit<PlannedTerminal, 'behaviour'>[] } {
  const nodes: PlannedNode[] = []
  const terminals: Omit<PlannedTerminal, 'behaviour'>[] = []
  for (let number = standing.merchants; terminals.length < count; number++) {
    const merchant = planMerchant(side, number, random)
    nodes.push(merchant)
    const mid = midOf(side, number)
    const stores = 1 + Math.floor(random() * STORES_PER_MERCHANT_MAX)
    for (let index = 0; index < stores && terminals.length < count; index++) {
      const store = planStore(side, merchant, index, random)
      nodes.push(store)
      const inStore = Math.min(1 + Math.floor(random() * TERMINALS_PER_STORE_MAX), count - terminals.length)
      for (let i = 0; i < inStore; i++)
        terminals.push(planTerminal(side, store, mid, standing.terminals + terminals.length, random))
    }
  }
  return { nodes, terminals }
}

function planMerchant({ parents, names, contacts }: Side, number: number, random: () => number): PlannedNode {
  const parent = pick(parents, random)
  const first = names.first[number % names.first.length] ?? ''
  const second = names.second[Math.floor(number / names.first.length) % names.second.length] ?? ''
  const round = Math.floor(number / (names.first.length * names.second.length))
  const name = `${first}${/[a-z]$/.test(first) ? ' ' : ''}${second}${round === 0 ? '' : ` ${round + 1}`}`
  const code = `m${String(number + 1).padStart(5, '0')}`
  return {
    key: `${parent.key}/${code}`,
    parentKey: parent.key,
    kind: 'MERCHANT',
    code,
    name,
    timeZone: parent.timeZone,
    phone: null,
    address: null,
    contact: pick(contacts, random),
  }
}

function planStore(side: Side, merchant: PlannedNode, index: number, random: () => number): PlannedNode {
  const city = pick(side.cities, random)
  const district = pick(city.districts, random)
  const code = `${merchant.code}-s${index + 1}`
  return {
    key: `${merchant.key}/${code}`,
    parentKey: merchant.key,
    kind: 'STORE',
    code,
    name: side.storeName(merchant.name, district),
    timeZone: city.timeZone,
    phone: `${city.areaCode} ${2000 + Math.floor(random() * 7000)} ${1000 + Math.floor(random() * 9000)}`,
    address: side.address(city, district, pick(city.streets, random), 1 + Math.floor(random() * 400)),
    contact: pick(side.contacts, random),
  }
}

/** TIDs count alike in each acquirer: they are unique only inside one. */
function planTerminal(
  side: Side,
  store: PlannedNode,
  mid: string,
  index: number,
  random: () => number,
): Omit<PlannedTerminal, 'behaviour'> {
  const model = pick(DEMO_MODELS, random)
  const serial = `${model}-${side.acquirer.code.toUpperCase().slice(0, 2)}${String(index + 1).padStart(6, '0')}`
  return { acquirer: side.acquirer.code, storeKey: store.key, tid: String(TIDS_FROM + index), mid, model, serial }
}

/** 15 digits: institution, region, trade, merchant. */
function midOf({ acquirer }: Side, number: number): string {
  return `${acquirer.key === DEMO_KEYS.acquirer ? '898310' : '898344'}58${String(number + 1).padStart(7, '0')}`
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
