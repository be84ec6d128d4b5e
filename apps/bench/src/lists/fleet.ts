import { hashPassword } from '@budeng/storage'
import { DEMO_KEYS } from '@budeng/simulator'
import { join } from 'node:path'
import { seedFleet, seedPersons } from '../fleet/seed.ts'
import type { House } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool } from '../servers/database.ts'

/** Whose list it is: the acquirer's, or an agent's with the agents below. */
export const VIEWERS = ['acquirer', 'agent'] as const
export type ViewerName = (typeof VIEWERS)[number]

export interface ListViewer {
  readonly email: string
  readonly path: string
}

/** A fleet as it stands on a working day, and the people who look at it. */
export interface ListFleet extends House {
  readonly terminals: number
  readonly acquirerId: string
  readonly viewers: Readonly<Record<ViewerName, ListViewer>>
}

export const PASSWORD = 'correct horse battery 7'
const PEOPLE = {
  // whoever only reads needs no second factor
  acquirer: { email: 'viewer@bench.example', role: 'VIEWER', nodeKey: DEMO_KEYS.acquirer },
  agent: { email: 'agent@bench.example', role: 'AGENT', nodeKey: DEMO_KEYS.agent },
} as const

export async function makeListFleet(
  database: DatabaseServer,
  folder: string,
  terminals: number,
  name = 'lists',
): Promise<ListFleet> {
  const databaseUrl = await createMigrated(database, `${name}_${terminals}`)
  const keysFolder = join(folder, `${name}-${terminals}-keys`)
  await seedFleet(databaseUrl, keysFolder, terminals, { speaks: false })
  const passwordHash = await hashPassword(PASSWORD)
  const people = Object.values(PEOPLE).map((person) => ({
    ...person,
    name: person.email,
    passwordHash,
    kind: 'HUMAN' as const,
    language: 'en' as const,
    timeZone: 'Asia/Shanghai',
  }))
  await seedPersons(databaseUrl, people)
  const rows = await withPool(databaseUrl, async (pool) => {
    for (const statement of WORKING_DAY) await pool.query(statement)
    return (await pool.query<{ email: string; path: string }>('select email, path::text from person')).rows
  })
  const viewerOf = ({ email }: { readonly email: string }): ListViewer => ({
    email,
    path: rows.find((row) => row.email === email)?.path ?? '',
  })
  const viewers = { acquirer: viewerOf(PEOPLE.acquirer), agent: viewerOf(PEOPLE.agent) }
  return { databaseUrl, keysFolder, terminals, viewers, acquirerId: viewers.acquirer.path }
}

/** Connections and heartbeats of all but a few, some faults; then the planner's figures. */
const WORKING_DAY = [
  `update terminal set sign_on = 'SIGNED_ON', sign_on_since = presence_since, batch_no = '000727',
     presence = case when abs(hashtext(id)) % 20 = 0 then 'OFFLINE' else 'ONLINE' end,
     fault_mark = abs(hashtext(id)) % 10 = 1, faults = case when abs(hashtext(id)) % 10 = 1 then array['HW_PAPER_LOW'] else '{}' end`,
  `insert into connection (terminal_id, device_id, gateway_id, fence, conn, connected, ready, connected_at)
     select terminal_id, id, 'bench', 1, 1, true, true, now() from device where terminal_id is not null`,
  `insert into heartbeat (terminal_id, device_id, conn, n, at, sign_on, in_transaction, busy, reversal_pending, health)
     select terminal_id, id, 1, 1, now(), 'SIGNED_ON', false, false, false, '{"printer": "OK"}' from device where terminal_id is not null`,
  'vacuum analyze',
]
