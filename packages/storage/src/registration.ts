import type { RegisteredTerminal } from '@budeng/fleet'
import { deepestAgent } from './access/tree.ts'
import { deviceTable, type NodeRow, terminalTable, unnestInsert } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

const SERIAL = `(select serial from device where terminal_id = terminal.id and state in ('ASSIGNED', 'IN_STOCK')
  order by state limit 1)`
const COLUMNS = `id, tid, mid, store_id as "storeId", model, ${SERIAL} as serial`

/** Terminals of these numbers at an acquirer, as far as they are in scope; locked. */
export async function lockRegistered(
  unit: Unit,
  acquirerId: string,
  tids: readonly string[],
): Promise<RegisteredTerminal[]> {
  return await unit.query<RegisteredTerminal>(
    `select ${COLUMNS} from terminal where acquirer_id = $1 and tid = any($2) order by id for no key update`,
    [acquirerId, tids],
  )
}

/** Terminals in scope in the order of their numbers, a page at a time. */
export async function registeredAfter(
  db: Scoped,
  acquirerId: string,
  afterTid: string,
  limit: number,
): Promise<RegisteredTerminal[]> {
  return await db.query<RegisteredTerminal>(
    `select ${COLUMNS} from terminal where acquirer_id = $1 and tid > $2 order by tid limit $3`,
    [acquirerId, afterTid, limit],
  )
}

/** A terminal that is to be made, and where. */
export interface NewTerminal extends RegisteredTerminal {
  readonly store: NodeRow
}

/**
 * Makes terminals; answers the numbers that are taken by others, who may stand where the asker does not see them.
 */
export async function insertTerminals(
  unit: Unit,
  acquirer: Pick<NodeRow, 'id' | 'code'>,
  terminals: readonly NewTerminal[],
): Promise<readonly string[]> {
  const at = unit.clock.now()
  const agents = new Map<string, string | null>()
  for (const { store } of terminals)
    if (!agents.has(store.id)) agents.set(store.id, await deepestAgent(unit, store.path))
  const rows = terminals.map(({ id, tid, mid, model, store }) => ({
    ...{
      id,
      tid,
      mid,
      model,
      acquirerId: acquirer.id,
      acquirerCode: acquirer.code,
      agentId: agents.get(store.id) ?? null,
    },
    ...{
      merchantId: store.parentId ?? '',
      storeId: store.id,
      path: store.path,
      state: 'REGISTERED' as const,
    },
    ...{ presence: 'OFFLINE' as const, presenceSince: at, createdAt: at, changedAt: at },
  }))
  const count = await unnestInsert(unit, terminalTable, rows, {
    properties: [...NEW],
    onConflict: 'on conflict (acquirer_id, tid) do nothing',
  })
  const missing = count === rows.length ? [] : await notThere(unit, 'terminal', 'tid', rows)
  return missing
}

const NEW = [
  'id',
  'tid',
  'mid',
  'model',
  'acquirerId',
  'acquirerCode',
  'agentId',
  'merchantId',
  'storeId',
  'path',
  'state',
  'presence',
  'presenceSince',
  'createdAt',
  'changedAt',
] as const

/** Writes changed facts. */
export async function updateTerminals(unit: Unit, terminals: readonly RegisteredTerminal[]): Promise<void> {
  await unit.execute(
    `update terminal set mid = new.mid, model = new.model, version = version + 1, changed_at = $4
     from unnest($1::text[], $2::text[], $3::text[]) as new (id, mid, model) where terminal.id = new.id`,
    [
      terminals.map(({ id }) => id),
      terminals.map(({ mid }) => mid),
      terminals.map(({ model }) => model),
      new Date(unit.clock.now()),
    ],
  )
}

/** Devices that are meant for terminals and not enrolled yet; answers serial numbers that are taken. */
export async function stockDevices(
  unit: Unit,
  acquirerId: string,
  devices: readonly {
    readonly terminalId: string
    readonly path: string
    readonly serial: string
    readonly model: string
  }[],
): Promise<readonly string[]> {
  const createdAt = unit.clock.now()
  const rows = devices.map((device) => ({
    ...device,
    ...{ id: unit.newId('device'), acquirerId, state: 'IN_STOCK' as const, createdAt },
  }))
  const count = await unnestInsert(unit, deviceTable, rows, {
    properties: ['id', 'acquirerId', 'path', 'serial', 'model', 'state', 'terminalId', 'createdAt'],
    onConflict: 'on conflict (acquirer_id, serial) do nothing',
  })
  return count === rows.length ? [] : await notThere(unit, 'device', 'serial', rows)
}

async function notThere<Column extends 'tid' | 'serial'>(
  db: Scoped,
  table: 'terminal' | 'device',
  column: Column,
  rows: readonly ({ readonly id: string } & { readonly [Name in Column]: string })[],
): Promise<string[]> {
  const made = await db.query<{ id: string }>(`select id from ${table} where id = any($1)`, [rows.map(({ id }) => id)])
  const ids = new Set(made.map(({ id }) => id))
  return rows.filter(({ id }) => !ids.has(id)).map((row) => row[column])
}
