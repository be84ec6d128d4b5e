import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { clientOptions } from './connection.ts'
import { type Role, ROLES, roleName } from './roles.ts'

/** Connections that logged in as somebody who is a member of one role of ours and nothing else. */
export interface Logins {
  readonly of: ReadonlyMap<Role, Client>
  close(): Promise<void>
}

/**
 * Logs in once for each role of the database, with an account of its own: unlike a superuser who takes a role on, it has
 * no way back to more.
 */
export async function logIn(superuserUrl: string): Promise<Logins> {
  const superuser = new Client({ connectionString: superuserUrl })
  await superuser.connect()
  const suffix = randomBytes(6).toString('hex')
  const clients = new Map<Role, Client>()
  const names = ROLES.map((role) => ({ role, name: `walk_${role}_${suffix}` }))
  for (const { role, name } of names) {
    const password = randomBytes(16).toString('hex')
    await superuser.query(`create role ${name} login password '${password}' in role ${roleName(role)}`)
    const url = new URL(superuserUrl)
    url.username = name
    url.password = password
    const client = new Client({ connectionString: url.href, types: clientOptions({ role }).types })
    await client.connect()
    clients.set(role, client)
  }
  return {
    of: clients,
    close: async () => {
      for (const client of clients.values()) await client.end()
      for (const { name } of names) await superuser.query(`drop role ${name}`)
      await superuser.end()
    },
  }
}
