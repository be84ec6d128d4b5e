import { createHash, randomBytes } from 'node:crypto'
import { isOpen, newInvitation, passwordRefusals, permissionRefusal, type Role, rolePlaceRefusal } from '@budeng/access'
import {
  consumeInvitation,
  insertInvitation,
  insertPerson,
  invitationByToken,
  type InvitationRow,
  isAccountAt,
  loginName,
  type NodeRow,
  nodesByIds,
  type Unit,
} from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { type AnyRefusal, Refused } from '../graphql/refused.ts'
import { ownOrganisation } from './find-organisation.ts'
import { insertNewSession, type OpenedSession, prove, type ProvenAccount } from './login.ts'
import { newPasswordHash } from './password.ts'
import type { InvitationAcceptInput, PersonInviteInput } from './people-input.ts'
import { consumeProof } from './second-factor.ts'
import { linkIdentity, type NewLink } from './sso/link.ts'

const TOKEN = /^[A-Za-z0-9_-]{43}$/
const TOKEN_BYTES = 32
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/
const NAME_LENGTH_MAX = 80

/**
 * Makes a one-time link. Only accounts at this very organisation are looked at: an address that has one elsewhere is told
 * nothing about. @throws Refused
 */
export async function invite(
  operation: Operation,
  unit: Unit,
  input: PersonInviteInput,
): Promise<{ id: string; token: string }> {
  const forbidden = permissionRefusal(operation.authority, 'person:write')
  if (forbidden !== null) throw new Refused(forbidden)
  const node = await ownOrganisation(operation, input.organisationId)
  if (node === null) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'organisationId'] })
  const email = loginName(input.email)
  if (!EMAIL.test(email)) throw new Refused({ code: 'EMAIL_MALFORMED', path: ['input', 'email'] })
  const misplaced = rolePlaceRefusal(input.role, node.kind)
  if (misplaced !== null) throw new Refused({ ...misplaced, path: ['input', 'role'] })
  if (await isAccountAt(unit, node.id, email)) throw new Refused({ code: 'PERSON_EXISTS', path: ['input', 'email'] })
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const id = unit.newId('invitation')
  const at = unit.clock.now()
  const { person } = operation.viewer
  await insertInvitation(unit, {
    ...newInvitation(at),
    ...{ id, nodeId: node.id, path: node.path, email, role: input.role, tokenHash: hashOf(token) },
    ...{ invitedBy: person.id, personId: null },
  })
  unit.append([{ type: 'PersonInvited', subject: id, path: node.path, at, data: { email, role: input.role } }])
  return { id, token }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The open invitation behind a link with its organisation, or null: used, withdrawn, late and invented ones alike. */
export async function openInvitation(
  { house }: Operation,
  token: string,
): Promise<{ readonly invitation: InvitationRow; readonly node: NodeRow; readonly role: Role } | null> {
  return TOKEN.test(token) ? await openInvitationByHash({ house }, hashOf(token)) : null
}

/** The same by the hash of its secret. */
export async function openInvitationByHash(
  { house }: Pick<Operation, 'house'>,
  hash: Buffer,
): Promise<{ readonly invitation: InvitationRow; readonly node: NodeRow; readonly role: Role } | null> {
  return await house.storage.read({ path: null, invitationHash: hash.toString('hex') }, async (db) => {
    const invitation = await invitationByToken(db, hash)
    if (invitation === null || !isOpen(invitation, house.clock.now())) return null
    await db.enter({ path: invitation.path })
    const [node] = await nodesByIds(db, [invitation.nodeId])
    return node === undefined ? null : { invitation, node, role: invitation.role as Role }
  })
}

/**
 * Makes the account behind a link and opens its first session. Whoever proves to hold an account already, anywhere, makes
 * the new one an account of the same human. @throws Refused
 */
export async function accept(operation: Operation, input: InvitationAcceptInput): Promise<OpenedSession> {
  const found = await openInvitation(operation, input.token)
  if (found === null) throw new Refused({ code: 'INVITATION_OVER', path: ['input', 'token'] })
  const { invitation } = found
  const name = checkedName(input.name, 'name')
  const [weak] = passwordRefusals(input.password, { email: invitation.email, name })
  if (weak !== undefined) throw new Refused({ ...weak, path: ['input', 'password'] })
  const held = await heldAccount(operation, input)
  const passwordHash = await newPasswordHash(input.password)
  return await makeAccount(operation, input, { invitation, name, passwordHash, held, identity: null })
}

/** @throws Refused */
export function checkedName(text: string, ...path: string[]): string {
  const name = text.trim()
  if (name !== '' && name.length <= NAME_LENGTH_MAX) return name
  throw new Refused({ code: 'NAME_LENGTH', params: { max: NAME_LENGTH_MAX }, path: ['input', ...path] })
}

interface NewAccount {
  readonly invitation: InvitationRow
  readonly name: string
  readonly passwordHash: string
  readonly held: ProvenAccount | null
  /** Who the person is at the acquirer's identity provider, when that is how the link was accepted. */
  readonly identity: Pick<NewLink, 'id' | 'providerId' | 'issuer' | 'subject' | 'email'> | null
}

/** The account elsewhere that the person proved to hold; null: none was named. @throws Refused as at any login */
async function heldAccount(
  { house, asker }: Operation,
  { existing }: InvitationAcceptInput,
): Promise<ProvenAccount | null> {
  if (existing == null) return null
  const answer = await prove(house, asker, existing)
  const [account] = answer.ok ? answer.accounts : []
  const refusal: AnyRefusal = answer.ok ? { code: 'LOGIN_FAILED' } : answer.refusal
  if (account === undefined) throw new Refused({ ...refusal, path: ['input', 'existing'] })
  return account
}

/** @throws Refused when somebody else was faster */
export async function makeAccount(
  { house, asker }: Operation,
  { language, timeZone }: Pick<InvitationAcceptInput, 'language' | 'timeZone'>,
  { invitation, name, passwordHash, held, identity }: NewAccount,
): Promise<OpenedSession> {
  const { nodeId, path, email, role } = invitation
  const id = house.newId('person')
  const scope = {
    path,
    personId: id,
    email,
    ...(held?.proof?.kind === 'PASSKEY' ? { challenge: held.proof.challengeId } : {}),
    ...(identity === null ? {} : { provider: identity.providerId, subject: identity.subject }),
  }
  const actor = { kind: 'PERSON' as const, id, requestId: asker.requestId, address: asker.address }
  if (held?.proof != null && !(await consumeElsewhere(house, asker.requestId, held)))
    throw new Refused({ code: 'LOGIN_FAILED', path: ['input', 'existing'] })
  return await house.storage.write(scope, actor, async (unit) => {
    const at = unit.clock.now()
    if (!(await consumeInvitation(unit, invitation.id, id)))
      throw new Refused({ code: 'INVITATION_OVER', path: ['input', 'token'] })
    if (await isAccountAt(unit, nodeId, email)) throw new Refused({ code: 'INVITATION_OVER', path: ['input', 'token'] })
    const humanId = held?.person.humanId ?? id
    const account = { id, email, name, nodeId, path, role, passwordHash, humanId, language, timeZone }
    const written = { ...account, kind: 'HUMAN' as const }
    await insertPerson(unit, { ...written, roleSince: at, disabledAt: null, createdAt: at, version: 1 })
    if (identity !== null && !(await linkIdentity(unit, { ...identity, personId: id, path, how: 'INVITATION' })))
      throw new Refused({ code: 'IDENTITY_TAKEN', path: ['input', 'token'] })
    const entry = identity === null ? null : { id: identity.id, isAsked: false }
    const session = await insertNewSession(unit, asker, id, entry)
    unit.append([
      { type: 'InvitationAccepted', subject: invitation.id, path, at, data: { personId: id, role: role as Role } },
      { type: 'SessionStarted', subject: session.id, path, at, data: { personId: id, address: asker.address } },
    ])
    return session
  })
}

/** The proof of the account elsewhere is used up under that account's own path. */
async function consumeElsewhere(
  house: Operation['house'],
  requestId: string,
  { person, proof }: ProvenAccount,
): Promise<boolean> {
  const challenge = proof?.kind === 'PASSKEY' ? { challenge: proof.challengeId } : {}
  const scope = { path: person.path, personId: person.id, ...challenge }
  return await house.storage.write(scope, { kind: 'PERSON', id: person.id, requestId }, async (unit) =>
    proof === null ? true : await consumeProof(unit, proof),
  )
}
