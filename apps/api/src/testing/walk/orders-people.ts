import { identitiesOfPerson, PLATFORM_SCOPE } from '@budeng/storage'
import type { Client } from '../client.ts'
import { PASSWORD } from '../fleet.ts'
import { makeIdentity } from '../own-sign-in.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const NOWHERE = '01m81v9d59fmts8a1kztkak84x'
const TOKEN = 'x'.repeat(43)
const proof = { challengeId: `chl_${NOWHERE}`, assertion: '{}' }
const inviteTo = (house: TestHouse) => ({
  email: `walked-${++turn}@cup.test`,
  role: 'VIEWER',
  organisationId: house.fleet.nodes.cup.id,
  idempotencyKey: `w-${turn}`,
})

async function invitation(house: TestHouse, admin: Client): Promise<unknown> {
  const made = await admin.ask('mutation($i:PersonInviteInput!){personInvite(input:$i){invitation{id}}}', {
    i: inviteTo(house),
  })
  return made.at('personInvite.invitation.id')
}

async function personOf(admin: Client, email: string): Promise<{ id: string; version: number }> {
  const found = await admin.ask('query($q:String){people(q:$q){nodes{id version}}}', { q: email })
  return found.at('people.nodes.0') as { id: string; version: number }
}

async function identityIds(house: TestHouse, personId: string): Promise<string[]> {
  const found = await house.owner.read(PLATFORM_SCOPE, (db) => identitiesOfPerson(db, personId))
  return found.map(({ id }) => id)
}

async function removed(admin: Client, id: string): Promise<void> {
  await admin.ask('mutation($id:ID!){identityRemove(id:$id){userErrors{code}}}', { id })
}

const mine = (mutation: string, input: Order['input'] = () => ({}), ownRule?: string): Order => ({
  mutation,
  name: mutation,
  permissions: [],
  ...(ownRule === undefined ? {} : { ownRule }),
  input,
})
const open = (mutation: string, input: Order['input'] = () => ({})): Order => ({
  ...mine(mutation, input),
  isOpen: true,
})
const write = (mutation: string, input: Order['input']): Order => ({
  mutation,
  name: mutation,
  permissions: ['person:write'],
  input,
})

/** Orders about people, their factors and sessions. */
export const PEOPLE_ORDERS: readonly Order[] = [
  open('loginPasskeyStart'),
  open('invitationAccept', () => ({
    ...{ token: TOKEN, name: 'Walked', password: 'eleven blue ladders 7' },
    ...{ language: 'EN', timeZone: 'UTC' },
  })),
  open('providerLoginStart', () => ({ providerId: `org_${NOWHERE}` })),
  open('boardOpen', () => ({ token: TOKEN })),
  mine('stepUpStart', (_asker, house) => ({
    commandRequest: {
      terminalId: house.fleet.terminals.xuhui[0]?.id,
      command: { statusGet: {} },
      reason: '',
      idempotencyKey: 'any',
    },
  })),
  mine('elevationStart', () => ({ totp: '000000' }), 'CODE_WRONG'),
  mine('totpConfirm', () => ({ totp: '000000' }), 'CODE_WRONG'),
  mine('sessionUnlock', () => ({ factor: { totp: '000000' } }), 'CODE_WRONG'),
  mine('sessionUnlockStart'),
  mine('passkeyAdd', () => ({ passkey: proof, name: 'walked' }), 'PASSKEY_WRONG'),
  mine('passkeyRename', () => ({ passkeyId: `psk_${NOWHERE}`, name: 'walked' }), 'NOT_FOUND'),
  mine('sessionRevoke', () => ({ id: `ses_${NOWHERE}` }), 'NOT_FOUND'),
  mine('sessionsRevokeOthers'),
  mine('boardTokenCreate', () => ({ page: 'commands', name: 'walked', life: 'P1D' })),
  mine('profileUpdate', () => ({ name: 'Walked', language: 'EN', timeZone: 'UTC' })),
  mine('securityChange', () => ({ act: 'RECOVERY_CODES', password: PASSWORD })),
  write('identityRemove', async (_asker, house, admin) => {
    const before = await personOf(admin, 'desk@xuhui.test')
    for (const id of await identityIds(house, before.id)) await removed(admin, id)
    return { id: await makeIdentity(house, 'desk@xuhui.test') }
  }),
  write('personInvite', (_asker, house) => inviteTo(house)),
  write('invitationRevoke', async (_asker, house, admin) => ({ id: await invitation(house, admin) })),
  write('personDisable', async (_asker, _house, admin) => {
    const { id, version } = await personOf(admin, 'viewer@cup.test')
    return { personId: id, disabled: true, expectedVersion: version }
  }),
  write('personRoleChange', async (_asker, _house, admin) => {
    const { id, version } = await personOf(admin, 'auditor@cup.test')
    return { personId: id, role: 'VIEWER', expectedVersion: version, reason: 'walked', idempotencyKey: `w-${++turn}` }
  }),
  write('personFactorsReset', async (_asker, house, admin) => {
    await house.people.passkey('auditor@cup.test')
    const { id, version } = await personOf(admin, 'auditor@cup.test')
    return { personId: id, expectedVersion: version, reason: 'walked', idempotencyKey: `w-${++turn}` }
  }),
  write('personLink', async (_asker, _house, admin) => ({
    personId: (await personOf(admin, 'boss@haidilao.test')).id,
    otherPersonId: (await personOf(admin, 'desk@xuhui.test')).id,
  })),
  write('personSessionsRevoke', async (_asker, _house, admin) => ({
    personId: (await personOf(admin, 'desk@xuhui.test')).id,
  })),
]
