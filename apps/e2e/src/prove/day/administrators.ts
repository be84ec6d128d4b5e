import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import type pg from 'pg'
import { type DemoRole, demoLogin } from '../../demo.ts'
import type { House } from '../../house.ts'
import { Passkey } from '@budeng/simulator'
import { Session } from '../session.ts'

/** Two people: what touches many terminals is asked for by one and agreed to by the other. */
export interface Administrators {
  readonly maker: Session
  readonly checker: Session
}

/** Somebody who works at the desk all day; whoever does nothing for a while is locked, and logs in again. */
export async function atDesk(house: House, role: DemoRole): Promise<Session> {
  return await Session.of(house, demoLogin(house, role))
}

/** With passkeys that they have had for long, since a code is not enough for so many terminals. */
export async function administrators(house: House, client: pg.Client): Promise<Administrators> {
  const [maker, checker] = [await entered(house, client, 'admin'), await entered(house, client, 'admin2')]
  return { maker, checker }
}

async function entered(house: House, client: pg.Client, role: 'admin' | 'admin2'): Promise<Session> {
  const holder = { ...demoLogin(house, role), passkey: new Passkey() }
  const { credentialId, publicKey } = holder.passkey
  await client.query(
    `insert into passkey (id, person_id, credential_id, public_key, counter, transports, name, backed_up, created_at)
     select $1, id, $3, $4, 0, '{internal}', 'day', false, role_since from person where email = $2`,
    [idMaker(Date.now, randomBytes)('passkey'), holder.email, credentialId, publicKey],
  )
  return await Session.of(house, holder)
}
