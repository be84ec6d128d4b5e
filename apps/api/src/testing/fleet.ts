import { randomBytes } from 'node:crypto'
import type { Role } from '@budeng/access'
import { DAY } from '@budeng/kernel'
import {
  deriveSecrets,
  mqttSecretHash,
  newKeyPair,
  sealLinkSecrets,
  sealPresenceSecrets,
  toBase64url,
} from '@budeng/protocol'
import {
  connectionTable,
  deviceLinkSecretTable,
  devicePresenceSecretTable,
  deviceTable,
  hashPassword,
  heartbeatTable,
  insertGrant,
  type NodeRow,
  nodeTable,
  personTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type TerminalRow,
  terminalTable,
  type Unit,
  unnestInsert,
  unheardOf,
} from '@budeng/storage'
import type { ApiKeys } from '../house.ts'

/** Everybody's password. */
export const PASSWORD = 'seven green kettles 42'

/** A terminal of the fixture, with the keys that its device would hold. */
export interface TestTerminal {
  readonly id: string
  readonly tid: string
  readonly deviceId: string
  readonly serial: string
  readonly path: string
  readonly k: Buffer
}

/**
 * Two acquirers. `CUP`: agent North (with its own agent Far North) and agent South, each with merchants and stores.
 * `ELSE`: one of everything, which nobody of CUP may ever see.
 */
export interface Fleet {
  readonly nodes: Readonly<Record<NodeName, NodeRow>>
  /** By store. */
  readonly terminals: Readonly<Record<StoreName, readonly TestTerminal[]>>
}

const TREE = {
  cup: { parent: null, kind: 'ACQUIRER', name: '银联商务' },
  north: { parent: 'cup', kind: 'AGENT', name: 'North Agency' },
  farNorth: { parent: 'north', kind: 'AGENT', name: 'Far North Agency' },
  south: { parent: 'cup', kind: 'AGENT', name: 'South Agency' },
  haidilao: { parent: 'north', kind: 'MERCHANT', name: '海底捞' },
  xuhui: { parent: 'haidilao', kind: 'STORE', name: '海底捞(徐汇店)' },
  noodles: { parent: 'farNorth', kind: 'MERCHANT', name: 'Harbin Noodles' },
  harbin: { parent: 'noodles', kind: 'STORE', name: 'Harbin Noodles, Main Street' },
  tea: { parent: 'south', kind: 'MERCHANT', name: 'ＴＥＡ 茶馆' },
  teahouse: { parent: 'tea', kind: 'STORE', name: '茶馆(南京路店)' },
  else: { parent: null, kind: 'ACQUIRER', name: 'Somebody Else' },
  elseAgent: { parent: 'else', kind: 'AGENT', name: 'Their Agent' },
  elseMerchant: { parent: 'elseAgent', kind: 'MERCHANT', name: '海底捞' },
  elseStore: { parent: 'elseMerchant', kind: 'STORE', name: '海底捞(徐汇店)' },
} as const satisfies Record<string, { parent: string | null; kind: NodeRow['kind']; name: string }>
export type NodeName = keyof typeof TREE
export type StoreName = 'xuhui' | 'harbin' | 'teahouse' | 'elseStore'

const STORES: readonly { store: StoreName; tid: string; count: number }[] = [
  { store: 'xuhui', tid: '100', count: 8 },
  { store: 'harbin', tid: '200', count: 3 },
  { store: 'teahouse', tid: '300', count: 4 },
  { store: 'elseStore', tid: '100', count: 2 },
]

const PEOPLE: readonly { email: string; node: NodeName; role: Role; language?: 'zh-CN' }[] = [
  { email: 'admin@cup.test', node: 'cup', role: 'ADMIN' },
  { email: 'second-admin@cup.test', node: 'cup', role: 'ADMIN' },
  { email: 'ops@cup.test', node: 'cup', role: 'OPERATIONS' },
  { email: 'second@cup.test', node: 'cup', role: 'OPERATIONS', language: 'zh-CN' },
  { email: 'auditor@cup.test', node: 'cup', role: 'AUDITOR' },
  { email: 'viewer@cup.test', node: 'cup', role: 'VIEWER' },
  { email: 'head@north.test', node: 'north', role: 'ADMIN' },
  { email: 'second-head@north.test', node: 'north', role: 'ADMIN' },
  { email: 'li@north.test', node: 'north', role: 'AGENT' },
  { email: 'wu@north.test', node: 'north', role: 'AGENT' },
  { email: 'far@north.test', node: 'farNorth', role: 'AGENT' },
  { email: 'chen@south.test', node: 'south', role: 'AGENT' },
  { email: 'boss@haidilao.test', node: 'haidilao', role: 'VIEWER' },
  { email: 'desk@xuhui.test', node: 'xuhui', role: 'VIEWER' },
  { email: 'ops@else.test', node: 'else', role: 'OPERATIONS' },
]

export async function makeFleet(owner: Storage, keys: ApiKeys): Promise<Fleet> {
  const passwordHash = await hashPassword(PASSWORD)
  return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const nodes = await makeNodes(unit)
    const people = await makePeople(unit, nodes, passwordHash)
    await makeGrants(unit, nodes, people.get('admin@cup.test') ?? '')
    const made: [StoreName, readonly TestTerminal[]][] = []
    for (const { store, tid, count } of STORES)
      made.push([store, await makeTerminals(unit, keys, nodes, store, tid, count)])
    return { nodes, terminals: Object.fromEntries(made) as Fleet['terminals'] }
  })
}

async function makeNodes(unit: Unit): Promise<Fleet['nodes']> {
  const nodes: Partial<Record<NodeName, NodeRow>> = {}
  for (const [code, { parent, kind, name }] of Object.entries(TREE) as [NodeName, (typeof TREE)[NodeName]][]) {
    const id = unit.newId('node')
    const above = parent === null ? undefined : nodes[parent]
    nodes[code] = {
      id,
      parentId: above?.id ?? null,
      kind,
      code,
      name,
      path: above === undefined ? id : `${above.path}.${id}`,
      timeZone: 'Asia/Shanghai',
      phone: '021-5555',
      address: 'somewhere',
      contact: 'somebody',
      openingHours: null,
      createdAt: unit.clock.now(),
      version: 1,
    }
  }
  await unnestInsert(unit, nodeTable, Object.values(nodes))
  return nodes as Fleet['nodes']
}

async function makePeople(
  unit: Unit,
  nodes: Fleet['nodes'],
  passwordHash: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(PEOPLE.map(({ email }) => [email, unit.newId('person')]))
  const rows = PEOPLE.map(({ email, node, role, language }) => ({
    id: ids.get(email) ?? '',
    humanId: ids.get(email) ?? '',
    // old enough to approve
    roleSince: unit.clock.now() - 2 * DAY,
    email,
    name: email.split('@')[0] ?? '',
    nodeId: nodes[node].id,
    path: nodes[node].path,
    role,
    kind: 'HUMAN' as const,
    passwordHash,
    language: language ?? ('en' as const),
    timeZone: 'Asia/Shanghai',
    disabledAt: null,
    // old enough to approve
    createdAt: unit.clock.now() - 30 * DAY,
    version: 1,
  }))
  await unnestInsert(unit, personTable, rows)
  return new Map(rows.map(({ email, id }) => [email, id]))
}

/** Every agent may bring terminals back, more often than a test tries. */
async function makeGrants(unit: Unit, nodes: Fleet['nodes'], givenBy: string): Promise<void> {
  for (const name of ['north', 'farNorth', 'south'] as const)
    await insertGrant(unit, {
      id: unit.newId('grant'),
      nodeId: nodes[name].id,
      path: nodes[name].path,
      givenBy,
      giverNodeId: nodes.cup.id,
      types: ['APP_RESTART', 'MESSAGE_SHOW', 'REBOOT', 'RELOGIN'],
      tierMax: 'R1',
      budgetHour: 1_000,
      budgetDay: 1_000,
      terminalsMax: 50,
      reason: 'test',
      givenAt: unit.clock.now(),
      expiresAt: unit.clock.now() + 365 * DAY,
      revokedAt: null,
      revokedBy: null,
      closedAt: null,
      version: 1,
    })
}

/** Active terminals of a store, each with an enrolled device that is connected and signed off. */
export async function makeTerminals(
  unit: Unit,
  keys: ApiKeys,
  nodes: Fleet['nodes'],
  storeName: StoreName,
  prefix: string,
  count: number,
): Promise<TestTerminal[]> {
  const at = unit.clock.now()
  const store = nodes[storeName]
  const above = (kind: NodeRow['kind']) =>
    Object.values(nodes)
      .filter((node) => node.kind === kind && store.path.startsWith(node.path))
      .at(-1)?.id
  const terminals = Array.from(
    { length: count },
    (_, index): TestTerminal => ({
      id: unit.newId('terminal'),
      tid: `${prefix}${String(index + 1).padStart(5, '0')}`,
      deviceId: unit.newId('device'),
      serial: `SN-${storeName}-${prefix}${index + 1}`.toUpperCase(),
      path: store.path,
      k: randomBytes(32),
    }),
  )
  await unnestInsert(
    unit,
    terminalTable,
    terminals.map(
      ({ id, tid, path }): TerminalRow => ({
        id,
        acquirerId: above('ACQUIRER') ?? '',
        agentId: above('AGENT') ?? null,
        merchantId: above('MERCHANT') ?? '',
        storeId: store.id,
        path,
        acquirerCode: nodes.cup.id === above('ACQUIRER') ? 'cup' : 'else',
        tid,
        mid: `8982900000${prefix}01`,
        state: 'ACTIVE',
        model: 'A920',
        ...unheardOf(at),
        presence: 'ONLINE',
        signOn: 'SIGNED_OFF',
        signOnSince: at,
        hostResponseCode: '77',
        batchNo: '000726',
      }),
    ),
  )
  await makeDevices(unit, keys, terminals)
  return terminals
}

async function makeDevices(unit: Unit, keys: ApiKeys, terminals: readonly TestTerminal[]): Promise<void> {
  const at = unit.clock.now()
  await unnestInsert(
    unit,
    deviceTable,
    terminals.map(({ id, deviceId, path, serial }) => ({
      id: deviceId,
      acquirerId: path.split('.')[0] ?? '',
      path,
      serial,
      model: 'A920',
      state: 'ASSIGNED' as const,
      terminalId: id,
      publicKey: newKeyPair().x,
      mqttSecretHash: mqttSecretHash(toBase64url(randomBytes(32))),
      keyListVersion: 1,
      versions: { app: '1.0.0' },
      supports: null,
      boot: 3,
      commandSeq: 0,
      enrolledAt: at,
      revokedAt: null,
      createdAt: at,
      version: 1,
    })),
  )
  await unnestInsert(
    unit,
    deviceLinkSecretTable,
    terminals.map(({ deviceId, k }) => ({
      deviceId,
      epoch: 1,
      sealed: sealLinkSecrets(keys.sealLink, deviceId, deriveSecrets(k)),
    })),
  )
  await unnestInsert(
    unit,
    devicePresenceSecretTable,
    terminals.map(({ deviceId, k }) => ({
      deviceId,
      sealed: sealPresenceSecrets(keys.sealPresence, deviceId, deriveSecrets(k)),
    })),
  )
  await makeLinks(unit, terminals)
}

/** Each is connected and has sent a heartbeat. */
async function makeLinks(unit: Unit, terminals: readonly TestTerminal[]): Promise<void> {
  const at = unit.clock.now()
  await unnestInsert(
    unit,
    connectionTable,
    terminals.map(({ id, deviceId }) => ({
      terminalId: id,
      deviceId,
      gatewayId: 'gateway-test',
      fence: 1,
      conn: 7,
      connected: true,
      ready: true,
      connectedAt: at,
      disconnectedAt: null,
      takeovers: 0,
      takeoversAt: [],
      slowed: 1,
      behindAt: null,
      wellSince: null,
    })),
  )
  await unnestInsert(
    unit,
    heartbeatTable,
    terminals.map(({ id, deviceId }) => ({
      terminalId: id,
      deviceId,
      conn: 7,
      n: 1,
      at,
      signOn: 'SIGNED_OFF' as const,
      batchNo: '000726',
      epoch: 1,
      boot: 3,
      inTransaction: false,
      busy: false,
      reversalPending: false,
      health: { battery: 64 },
    })),
  )
}
