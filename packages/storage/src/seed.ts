import { Fault, type Instant } from '@budeng/kernel'
import {
  columnList,
  deviceLinkSecretTable,
  devicePresenceSecretTable,
  type DeviceRow,
  deviceTable,
  type NodeRow,
  nodeTable,
  type PersonRow,
  personTable,
  type TerminalRow,
  terminalTable,
  totpFactorTable,
  unnestInsert,
  unheardOf,
} from './rows/index.ts'
import { loginName } from './access/people.ts'
import type { Scoped, Unit } from './unit.ts'

/** An organisation to be made. `key` is its codes from the acquirer down, joined by `/`; parents stand before children. */
export interface SeedNode {
  readonly key: string
  readonly parentKey: string | null
  readonly kind: NodeRow['kind']
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly phone: string | null
  readonly address: string | null
  readonly contact: string | null
  /** Of an acquirer: for people who learn. */
  readonly training?: boolean
}

/** A terminal to be made, with the device that stands there, as if it had enrolled; without one it is only registered. */
export interface SeedTerminal {
  readonly storeKey: string
  readonly tid: string
  readonly mid: string
  readonly model: string
  readonly serial: string
  readonly device: {
    readonly id: string
    readonly publicKey: string
    readonly mqttSecretHash: Buffer
    readonly sealedLink: Buffer
    readonly sealedPresence: Buffer
  } | null
}

/** A person to be made; the password is hashed already. */
export type SeedPerson = Pick<PersonRow, 'email' | 'name' | 'role' | 'passwordHash' | 'language' | 'timeZone'> & {
  readonly nodeKey: string
  /** Since when the role is held; now, when left out. A young role approves nothing. */
  readonly roleSince?: Instant
}

/** The epoch of a device's first keys. */
const FIRST_EPOCH = 1

/** Organisations of a database by key: their codes from the acquirer down. */
export async function nodesByKey(db: Scoped): Promise<Map<string, NodeRow>> {
  const rows = await db.query<NodeRow>(`select ${columnList(nodeTable, 'node')} from node order by nlevel(path)`)
  const keys = new Map<string, string>()
  for (const { id, parentId, code } of rows) keys.set(id, parentId === null ? code : `${keys.get(parentId)}/${code}`)
  return new Map(rows.map((row) => [keys.get(row.id) ?? row.code, row]))
}

/** Terminals at one acquirer, by its code. */
export async function countSeededTerminals(db: Scoped, acquirerCode: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*)::int as count from terminal where acquirer_code = $1',
    [acquirerCode],
  )
  return row?.count ?? 0
}

/** How much stands under each acquirer that works, by its code; terminals that are only registered do not count. */
export async function seedCounts(
  db: Scoped,
): Promise<Map<string, { readonly merchants: number; readonly terminals: number }>> {
  const rows = await db.query<{ code: string; merchants: number; terminals: number }>(
    `select code,
       (select count(*) from node merchant where merchant.kind = 'MERCHANT' and merchant.path <@ acquirer.path) as merchants,
       (select count(*) from terminal where acquirer_id = acquirer.id and state <> 'REGISTERED') as terminals
     from node acquirer where kind = 'ACQUIRER' and training is null`,
  )
  return new Map(rows.map(({ code, merchants, terminals }) => [code, { merchants, terminals }]))
}

/** Makes the organisations that are not there yet. Returns all by key. Needs the role `owner`. */
export async function seedNodes(unit: Unit, nodes: readonly SeedNode[]): Promise<Map<string, NodeRow>> {
  const byKey = await nodesByKey(unit)
  const rows: NodeRow[] = []
  for (const { key, parentKey, ...node } of nodes) {
    if (byKey.has(key)) continue
    const id = unit.newId('node')
    const parent = parentKey === null ? null : found(byKey, parentKey)
    const path = parent === null ? id : `${parent.path}.${id}`
    const row: NodeRow = {
      ...node,
      openingHours: null,
      id,
      parentId: parent?.id ?? null,
      path,
      createdAt: unit.clock.now(),
      version: 1,
    }
    byKey.set(key, row)
    rows.push(row)
  }
  await unnestInsert(unit, nodeTable, rows)
  unit.append(
    rows
      .filter(({ kind }) => kind === 'ACQUIRER')
      .map(({ id, path, code, name }) => ({
        type: 'OrganisationCreated',
        subject: id,
        path,
        at: unit.clock.now(),
        data: { kind: 'ACQUIRER', code, name },
      })),
  )
  return byKey
}

/** Makes terminals with their devices, thousands a second. Returns their ids in order. Needs the role `owner`. */
export async function seedTerminals(
  unit: Unit,
  nodes: ReadonlyMap<string, NodeRow>,
  terminals: readonly SeedTerminal[],
): Promise<string[]> {
  const at = unit.clock.now()
  const byId = new Map([...nodes.values()].map((row) => [row.id, row]))
  const pairs = terminals.map((terminal) => ({
    terminal,
    row: terminalRow(unit.newId('terminal'), terminal, found(nodes, terminal.storeKey), byId, at),
  }))
  const devices = pairs.flatMap(({ terminal, row }) =>
    terminal.device === null ? [] : [{ ...terminal, row, device: terminal.device }],
  )
  await unnestInsert(
    unit,
    terminalTable,
    pairs.map(({ row }) => row),
  )
  await unnestInsert(
    unit,
    deviceTable,
    devices.map(({ device, serial, model, row }) => deviceRow(device, row, serial, model)),
  )
  await unnestInsert(
    unit,
    deviceLinkSecretTable,
    devices.map(({ device }) => ({ deviceId: device.id, epoch: FIRST_EPOCH, sealed: device.sealedLink })),
  )
  await unnestInsert(
    unit,
    devicePresenceSecretTable,
    devices.map(({ device }) => ({ deviceId: device.id, sealed: device.sealedPresence })),
  )
  return pairs.map(({ row }) => row.id)
}

function deviceRow(
  device: NonNullable<SeedTerminal['device']>,
  terminal: TerminalRow,
  serial: string,
  model: string,
): DeviceRow {
  const { id, publicKey, mqttSecretHash } = device
  const { acquirerId, path, id: terminalId, createdAt } = terminal
  return {
    id,
    acquirerId,
    path,
    serial,
    model,
    state: 'ASSIGNED',
    terminalId,
    publicKey,
    mqttSecretHash,
    keyListVersion: 0,
    versions: {},
    supports: null,
    boot: null,
    commandSeq: 0,
    enrolledAt: createdAt,
    revokedAt: null,
    heldAt: null,
    createdAt,
    version: 1,
  }
}

/** Makes people that are not there yet, by e-mail. Returns how many. Needs the role `owner`. */
export async function seedPeople(
  unit: Unit,
  nodes: ReadonlyMap<string, NodeRow>,
  people: readonly SeedPerson[],
): Promise<number> {
  const at = unit.clock.now()
  const rows: PersonRow[] = people.map(({ nodeKey, roleSince, ...person }) => {
    const id = unit.newId('person')
    const node = found(nodes, nodeKey)
    return {
      ...person,
      email: loginName(person.email),
      id,
      nodeId: node.id,
      path: node.path,
      kind: 'HUMAN',
      humanId: id,
      roleSince: roleSince ?? at,
      disabledAt: null,
      createdAt: at,
      version: 1,
    }
  })
  return await unnestInsert(unit, personTable, rows, { onConflict: 'on conflict (email, node_id) do nothing' })
}

function terminalRow(
  id: string,
  terminal: SeedTerminal,
  store: NodeRow,
  byId: ReadonlyMap<string, NodeRow>,
  at: Instant,
): TerminalRow {
  const line = store.path.split('.').flatMap((nodeId) => byId.get(nodeId) ?? [])
  const acquirer = line[0]
  const merchant = line.findLast(({ kind }) => kind === 'MERCHANT')
  if (acquirer === undefined || merchant === undefined)
    throw new Fault(`the store of ${terminal.tid} stands under no merchant`)
  return {
    id,
    acquirerId: acquirer.id,
    agentId: line.findLast(({ kind }) => kind === 'AGENT')?.id ?? null,
    merchantId: merchant.id,
    storeId: store.id,
    path: store.path,
    acquirerCode: acquirer.code,
    tid: terminal.tid,
    mid: terminal.mid,
    state: terminal.device === null ? 'REGISTERED' : 'ACTIVE',
    model: terminal.model,
    ...unheardOf(at),
  }
}

function found(nodes: ReadonlyMap<string, NodeRow>, key: string): NodeRow {
  const row = nodes.get(key)
  if (row === undefined) throw new Fault(`there is no organisation ${key}`)
  return row
}

/** An authenticator that a seeded person holds; `seal` makes the bytes once ids are known. */
export interface SeedTotp {
  readonly email: string
  readonly since: Instant
  readonly seal: (factorId: string, personId: string) => Buffer
}

/** Gives people that have no authenticator theirs. Needs the role `owner`. */
export async function seedTotps(unit: Unit, totps: readonly SeedTotp[]): Promise<number> {
  const people = await unit.query<{ id: string; email: string }>('select id, email from person where email = any($1)', [
    totps.map(({ email }) => loginName(email)),
  ])
  const rows = totps.flatMap(({ email, since, seal }) =>
    people
      .filter((person) => person.email === loginName(email))
      .map(({ id: personId }) => {
        const id = unit.newId('totp')
        return { id, personId, sealed: seal(id, personId), lastStep: 0, createdAt: since, confirmedAt: since }
      }),
  )
  return await unnestInsert(unit, totpFactorTable, rows, { onConflict: 'on conflict do nothing' })
}
