import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, type Instant } from '@budeng/kernel'
import { readSealKeys, sealTotpSecret } from '@budeng/protocol'
import { type DemoSecret, demoSecretsFile, Passkey, writeDemoSecrets } from '@budeng/simulator'
import {
  hashPassword,
  insertPasskey,
  type NodeRow,
  type SeedPerson,
  seedPeople,
  seedTotps,
  type Unit,
} from '@budeng/storage'
import type { Holder } from '../session.ts'

/** Somebody at the desk of corrections. */
export interface Colleague extends Holder {
  readonly role: SeedPerson['role']
  readonly nodeKey: string
  readonly passkey: Passkey
}

/** Roles and factors are held for so long: young ones approve nothing. */
const HELD_MS = 300 * DAY
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const MAKERS = 14
/** One more than the pattern of a pair could be seen in. */
export const CHECKERS = 3

/** Makers of an agent, checkers and administrators of the acquirer: each a human of their own. */
export function colleagues(acquirer: string, agent: string): Colleague[] {
  const password = randomBytes(18).toString('base64url')
  const some = (role: Colleague['role'], nodeKey: string, count: number) =>
    Array.from({ length: count }, (_, place): Colleague => {
      const email = `${role.toLowerCase().replaceAll('_', '-')}${place + 1}@month.example`
      return { email, role, nodeKey, password, passkey: new Passkey() }
    })
  return [
    ...some('CORRECTION_MAKER', agent, MAKERS),
    ...some('CORRECTION_CHECKER', acquirer, CHECKERS),
    ...some('ADMIN', acquirer, 2),
  ]
}

/** As they stand in the database, with authenticators and passkeys that they have had for long. */
export async function enter(
  unit: Unit,
  dataDir: string,
  nodes: ReadonlyMap<string, NodeRow>,
  people: readonly Colleague[],
): Promise<void> {
  const since = unit.clock.now() - HELD_MS
  const passwordHash = await hashPassword(people[0]?.password ?? '')
  const common = { passwordHash, language: 'en' as const, timeZone: 'Asia/Shanghai', roleSince: since }
  await seedPeople(
    unit,
    nodes,
    people.map(({ email, role, nodeKey }) => ({ ...common, email, role, nodeKey, name: email.split('@')[0] ?? email })),
  )
  await enterTotps(unit, dataDir, people, since)
  const ids = await unit.query<{ id: string; email: string }>('select id, email from person where email = any($1)', [
    people.map(({ email }) => email),
  ])
  for (const { email, passkey } of people)
    await insertPasskey(unit, {
      ...{ id: unit.newId('passkey'), personId: ids.find((each) => each.email === email)?.id ?? '' },
      ...{ credentialId: passkey.credentialId, publicKey: passkey.publicKey, counter: 0, transports: ['internal'] },
      ...{ name: 'month', backedUp: false, createdAt: since, usedAt: null },
    })
}

async function enterTotps(unit: Unit, dataDir: string, people: readonly Colleague[], since: Instant): Promise<void> {
  const file = demoSecretsFile(join(dataDir, 'demo'))
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoSecret[]) : []
  const secrets = people.map(({ email, role }): DemoSecret => ({ email, name: email, role, secret: newSecret() }))
  writeDemoSecrets(file, [...known, ...secrets])
  const sealKey = readSealKeys(join(dataDir, 'keys'), 'people')
  await seedTotps(
    unit,
    secrets.map(({ email, secret }) => ({
      ...{ email, since, seal: (factorId, personId) => sealTotpSecret(sealKey, factorId, personId, secret) },
    })),
  )
}

function newSecret(): string {
  return [...randomBytes(32)].map((byte) => BASE32[byte % BASE32.length]).join('')
}
