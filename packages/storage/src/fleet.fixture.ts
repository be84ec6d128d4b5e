import { randomBytes } from 'node:crypto'
import { type Authority, type Clock, idMaker, type Instant, type NewId } from '@budeng/kernel'
import { COMMAND_TYPES, type CommandType, commandType, decideRequest } from '@budeng/fleet'
import {
  type AcceptedRequest,
  addTariffVersion,
  connectionTable,
  deviceTable,
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  lockTariff,
  type NewTerms,
  type NodeRow,
  nodeTable,
  openStorage,
  type Role,
  type Storage,
  type TerminalScope,
  terminalTable,
  type Unit,
  unnestInsert,
} from './index.ts'

/** A clock that a test moves by hand. */
export interface HandClock extends Clock {
  advance(ms: number): void
}

export function handClock(start: Instant): HandClock {
  let now = start
  return { now: () => now, advance: (ms) => void (now += ms) }
}

export function idsOf(clock: Clock): NewId {
  return idMaker(clock.now, randomBytes)
}

export async function open(url: string, role: Role, clock: Clock): Promise<Storage> {
  return await openStorage({ url, role, clock, newId: idsOf(clock), poolMax: 4 })
}

/** One branch of the tree: acquirer, agent, merchant, store, each the only child of the one above. */
export interface Branch {
  readonly acquirer: NodeRow
  readonly agent: NodeRow
  readonly merchant: NodeRow
  readonly store: NodeRow
}

export async function makeBranch(unit: Unit, code: string, under?: NodeRow): Promise<Branch> {
  const acquirer = under ?? nodeOf(unit, 'ACQUIRER', `${code}acquirer`, null)
  const agent = nodeOf(unit, 'AGENT', `${code}agent`, acquirer)
  const merchant = nodeOf(unit, 'MERCHANT', `${code}merchant`, agent)
  const store = nodeOf(unit, 'STORE', `${code}store`, merchant)
  await unnestInsert(unit, nodeTable, [...(under ? [] : [acquirer]), agent, merchant, store])
  return { acquirer, agent, merchant, store }
}

function nodeOf(unit: Unit, kind: NodeRow['kind'], code: string, parent: NodeRow | null): NodeRow {
  const id = unit.newId('node')
  return {
    id,
    parentId: parent?.id ?? null,
    kind,
    code,
    name: code,
    path: parent === null ? id : `${parent.path}.${id}`,
    timeZone: 'Asia/Shanghai',
    phone: null,
    address: null,
    contact: null,
    openingHours: null,
    createdAt: unit.clock.now(),
    version: 1,
  }
}

/** Where a terminal of that branch stands. */
export function scopeAt({ acquirer, agent, merchant, store }: Branch, terminalId: string) {
  return {
    ...{ terminalId, acquirerId: acquirer.id, agentId: agent.id, merchantId: merchant.id, storeId: store.id },
    path: store.path,
  }
}

/** Active terminals of a branch, each with an enrolled device that is connected to a gateway that lives. */
export async function makeTerminals(
  unit: Unit,
  branch: Branch,
  count: number,
  prefix = 'T',
): Promise<{ terminalIds: string[]; deviceIds: string[] }> {
  const at = unit.clock.now()
  const terminals = Array.from({ length: count }, (_, index) => {
    const tid = `${prefix}${String(index).padStart(8 - prefix.length, '0')}`
    return {
      id: unit.newId('terminal'),
      acquirerId: branch.acquirer.id,
      agentId: branch.agent.id,
      merchantId: branch.merchant.id,
      storeId: branch.store.id,
      path: branch.store.path,
      acquirerCode: branch.acquirer.code,
      tid,
      mid: 'M',
      state: 'ACTIVE' as const,
      presence: 'ONLINE' as const,
      presenceSince: at,
      createdAt: at,
      changedAt: at,
    }
  })
  await unnestInsert(unit, terminalTable, terminals, {
    properties: [
      'id',
      'acquirerId',
      'agentId',
      'merchantId',
      'storeId',
      'path',
      'acquirerCode',
      'tid',
      'mid',
      'state',
      'presence',
      'presenceSince',
      'createdAt',
      'changedAt',
    ],
  })
  const devices = terminals.map(({ id, acquirerId, path, tid }) => ({
    id: unit.newId('device'),
    acquirerId,
    path,
    serial: `S${tid}`,
    state: 'ASSIGNED' as const,
    terminalId: id,
    supports: [...COMMAND_TYPES],
    boot: 1,
    createdAt: at,
  }))
  await unnestInsert(unit, deviceTable, devices, {
    properties: ['id', 'acquirerId', 'path', 'serial', 'state', 'terminalId', 'supports', 'boot', 'createdAt'],
  })
  const connections = devices.map(({ id, terminalId }) => ({
    terminalId,
    deviceId: id,
    gatewayId: 'gateway',
    fence: 1,
    conn: 1,
    connected: true,
    ready: true,
    connectedAt: at,
  }))
  await unnestInsert(unit, connectionTable, connections, {
    properties: ['terminalId', 'deviceId', 'gatewayId', 'fence', 'conn', 'connected', 'ready', 'connectedAt'],
  })
  // nobody beats for it: a busy machine needs longer than a gateway may be silent
  await unit.execute(
    `insert into process (id, kind, started_at, beat_at, detail) values ('gateway', 'gateway', clock_timestamp(), clock_timestamp() + interval '1 day', '{}')
     on conflict do nothing`,
  )
  return { terminalIds: terminals.map(({ id }) => id), deviceIds: devices.map(({ id }) => id) }
}

/** One of them; answers its id. */
export async function makeTerminal(unit: Unit, branch: Branch, prefix?: string): Promise<string> {
  return (await makeTerminals(unit, branch, 1, prefix)).terminalIds[0] ?? ''
}

/** From that day on the merchant of this terminal pays so much by card, unless it is said otherwise; 30 % are the agent's. */
export async function agreeTariff(
  unit: Unit,
  { acquirerId, agentId, merchantId, path }: TerminalScope,
  terms: Pick<NewTerms, 'validFrom' | 'percentBps'> & Partial<NewTerms>,
  product = 'CARD',
): Promise<void> {
  const place = { merchantId, cardType: 'ANY', product, currency: 'CNY' }
  const merchantPath = path.slice(0, path.lastIndexOf('.'))
  await addTariffVersion(
    unit,
    await lockTariff(unit, place),
    { ...place, acquirerId, agentId, path: merchantPath },
    { capMinor: null, minimumMinor: 0n, agentShareBps: 3_000, changeId: null, ...terms },
  )
}

/** An operator who may do everything. */
export const OPERATOR: Authority = {
  personId: 'usr_operator',
  humanId: 'usr_operator',
  isService: false,
  permits: new Set(COMMAND_TYPES.map((type) => `command:${type}`)),
  terminalsMax: 100_000,
  presenceRequired: false,
  granted: [],
  standsFor: [],
}

/** Requests one type on terminals, as the API does; answers the ids of what was accepted. */
export async function request(
  unit: Unit,
  terminalIds: readonly string[],
  type: CommandType,
  params: object = {},
  bulkId: string | null = null,
): Promise<string[]> {
  const scopes = await lockForRequests(unit, terminalIds)
  const situations = await loadSituations(unit, terminalIds)
  const openCommands = await loadOpenCommands(unit, terminalIds)
  const accepted: AcceptedRequest[] = []
  for (const terminalId of terminalIds) {
    const terminal = situations.get(terminalId)
    const scope = scopes.get(terminalId)
    if (terminal === undefined || scope === undefined) continue
    const decision = decideRequest({
      id: unit.newId('command'),
      at: unit.clock.now(),
      newBackupId: unit.newId('command'),
      terminal,
      open: openCommands.get(terminalId) ?? [],
      type,
      params,
      reason: 'because',
      // what a correction makes, the platform asks for
      authority: commandType(type).requestable === 'BY_CORRECTION' ? { ...OPERATOR, personId: null } : OPERATOR,
      terminalsInAction: 1,
      bulkRaise: 200,
      bulkId,
      presence: 'NOT_NEEDED',
    })
    if (!decision.ok) throw new Error(decision.refusal.code)
    accepted.push({ ...decision, terminal: scope })
  }
  await insertCommands(unit, accepted)
  return accepted.map(({ command }) => command.id)
}
