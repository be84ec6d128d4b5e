import { freePort } from '@budeng/storage/embedded'
import { roleName } from '@budeng/storage'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Endpoint, logIn, openEndpoint } from '../graphql/session.ts'
import { PAGE_ROWS } from '../limits.ts'
import { UNMETERED } from '../servers/brokers.ts'
import { APPS_FOLDER, BENCH_FOLDER, type Server, startNode } from '../servers/process.ts'
import { type ListFleet, PASSWORD, type ViewerName } from './fleet.ts'
import { BY_HAND, BY_HAND_OF_AGENT, OUR_QUERY, PEER_CURSOR, PEER_QUERY } from './queries.ts'

/** Reads pages of the list, one way or another. The answer names the TIDs, so that it can be compared. */
export interface Reader {
  /** @param after what `cursorAt` gave; null for the first page */
  page(after: string | null): Promise<string[]>
  /** Where the page behind so many rows begins. */
  cursorAt(rows: number): Promise<string>
  close(): Promise<void>
}

/** Servers that read one fleet. */
export interface ListServers {
  readonly api: Server
  readonly peer: Server
}

export async function startListServers({ databaseUrl, keysFolder }: ListFleet): Promise<ListServers> {
  const [apiPort, peerPort] = [await freePort(), await freePort()]
  const env = {
    DATABASE_URL: databaseUrl,
    BUDENG_KEYS_DIR: keysFolder,
    BUDENG_HTTP_PORT: String(apiPort),
    ...UNMETERED,
  }
  return {
    api: await startNode({
      name: 'API',
      kind: 'api',
      script: join(APPS_FOLDER, 'api', 'dist', 'main.js'),
      port: apiPort,
      env,
    }),
    peer: await startNode({
      name: 'PostGraphile',
      script: join(BENCH_FOLDER, 'peers', 'postgraphile.mjs'),
      port: peerPort,
      args: [String(peerPort), databaseUrl],
      env: { GRAPHILE_ENV: 'production' },
    }),
  }
}

interface OurPage {
  readonly terminals: {
    readonly nodes: readonly { readonly tid: string }[]
    readonly pageInfo: { readonly endCursor: string }
  }
}

/** Our public API, as somebody who is logged in. */
export async function ourReader({ api }: ListServers, fleet: ListFleet, viewer: ViewerName): Promise<Reader> {
  const session = await logIn(api.port, fleet.viewers[viewer].email, PASSWORD)
  const read = async (first: number, after: string | null) =>
    (await session.post<OurPage>(OUR_QUERY, { first, after })).terminals
  return {
    page: async (after) => (await read(PAGE_ROWS, after)).nodes.map(({ tid }) => tid),
    cursorAt: async (rows) => {
      let cursor: string | null = null
      for (let left = rows; left > 0; left -= WALK_ROWS)
        cursor = (await read(Math.min(left, WALK_ROWS), cursor)).pageInfo.endCursor
      return cursor ?? ''
    },
    close: () => session.close(),
  }
}

/** As many as our API gives at once. */
const WALK_ROWS = 200

interface PeerPage {
  readonly allTerminals: {
    readonly nodes: readonly { readonly tid: string }[]
    readonly pageInfo: { readonly endCursor: string }
  }
}

/** PostGraphile over the same tables, as the same role. */
export function peerReader({ peer }: ListServers, { acquirerId, viewers }: ListFleet, viewer: ViewerName): Reader {
  const endpoint: Endpoint = openEndpoint(peer.port, { 'x-scope-path': viewers[viewer].path })
  return {
    page: async (after) =>
      (await endpoint.post<PeerPage>(PEER_QUERY, { after, acquirer: acquirerId })).allTerminals.nodes.map(
        ({ tid }) => tid,
      ),
    cursorAt: async (rows) =>
      (await endpoint.post<PeerPage>(PEER_CURSOR, { offset: rows - 1, acquirer: acquirerId })).allTerminals.pageInfo
        .endCursor,
    close: () => endpoint.close(),
  }
}

/** The same page by hand, in one transaction under the same role and scope. */
export async function handReader({ databaseUrl, acquirerId, viewers }: ListFleet, viewer: ViewerName): Promise<Reader> {
  const { path } = viewers[viewer]
  const client = new Client({ connectionString: databaseUrl, options: `-c role=${roleName('app')} -c timezone=UTC` })
  client.on('error', () => {}) // the query under way fails, and says it
  await client.connect()
  const [sql, scope] = viewer === 'agent' ? [BY_HAND_OF_AGENT, path] : [BY_HAND, acquirerId]
  const page = async (after: string | null, rows: number) => {
    await client.query(`begin read only; select set_config('app.path', '${path}', true)`)
    const found = await client.query<{ tid: string }>(sql, [scope, after ?? '', rows])
    await client.query('commit')
    return found.rows.map(({ tid }) => tid)
  }
  return {
    page: (after) => page(after, PAGE_ROWS),
    cursorAt: async (rows) => {
      let cursor: string | null = null
      for (let left = rows; left > 0; left -= WALK_ROWS)
        cursor = (await page(cursor, Math.min(left, WALK_ROWS))).at(-1) ?? ''
      return cursor ?? ''
    },
    close: () => client.end(),
  }
}
