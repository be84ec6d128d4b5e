import { randomBytes } from 'node:crypto'
import {
  apiKeyPrefix,
  apiKeyText,
  apiKeyWishRefusal,
  liveScopes,
  overlapEnd,
  type Permission,
  permissionRefusal,
  type Role,
} from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  type ApiKeyRow,
  apiKeysByIds,
  insertApiKey,
  peopleByIds,
  type PersonRow,
  saveApiKey,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, underInput, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { apiKeyHash, isNetwork } from './api-keys.ts'
import { confirmLarge } from './step-up-large-acts.ts'
import type { ApiKeyCreateInput, ApiKeyPayload, ApiKeyRevokeInput, ApiKeyRotateInput } from './api-key.type.ts'

const SECRET_BYTES = 32

/** A new key. Only its hash is stored; the text leaves in this answer and never again. */
export async function createApiKey(operation: Operation, input: ApiKeyCreateInput): Promise<ApiKeyPayload> {
  const text = apiKeyText(randomBytes(SECRET_BYTES))
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'apiKeyCreate', key, input: rest, stepUp }, async (unit) => {
    refuseWithout(operation, 'key:write')
    const account = await serviceAccount(unit, input.serviceAccountId)
    const { name, scopes, expiresAt } = input
    const row = checkedKey(operation, unit, account, text, {
      name,
      scopes,
      addresses: input.addresses ?? [],
      expiresAt,
    })
    await confirmLarge(operation, unit, 'apiKeyCreate', input)
    await insertApiKey(unit, row)
    unit.append([{ type: 'ApiKeyCreated', subject: row.id, path: row.path, at: row.createdAt, data: shown(row) }])
    return row.id
  })
  return await answered(operation, outcome, text)
}

/** A new key with the rights of an old one, which works on for a while. */
export async function rotateApiKey(operation: Operation, input: ApiKeyRotateInput): Promise<ApiKeyPayload> {
  const text = apiKeyText(randomBytes(SECRET_BYTES))
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'apiKeyRotate', key, input: rest, stepUp }, async (unit) => {
    refuseWithout(operation, 'key:write')
    const old = await lockedKey(unit, input.apiKeyId)
    const account = await serviceAccount(unit, old.personId)
    const { name, addresses } = old
    // a role that was narrowed since narrows the new key
    const scopes = liveScopes(old, account.role as Role)
    const row = checkedKey(operation, unit, account, text, { name, scopes, addresses, expiresAt: input.expiresAt })
    await confirmLarge(operation, unit, 'apiKeyRotate', input)
    const at = unit.clock.now()
    const endsAt = overlapEnd(old, input.overlap ?? 0, at)
    await insertApiKey(unit, row)
    await saveApiKey(unit, { ...old, expiresAt: endsAt, replacedBy: row.id, version: old.version + 1 })
    unit.append([
      { type: 'ApiKeyRotated', subject: old.id, path: old.path, at, data: { name, replacedBy: row.id, until: endsAt } },
      { type: 'ApiKeyCreated', subject: row.id, path: row.path, at, data: { ...shown(row), replaces: old.id } },
    ])
    return row.id
  })
  return await answered(operation, outcome, text)
}

/** Ends a key at once; the event ends its sockets in every process. */
export async function revokeApiKey(operation: Operation, input: ApiKeyRevokeInput): Promise<ApiKeyPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'apiKeyRevoke', key, input: rest }, async (unit) => {
    refuseWithout(operation, 'key:write')
    const row = await lockedKey(unit, input.apiKeyId)
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const at = unit.clock.now()
    await saveApiKey(unit, { ...row, revokedAt: at, version: row.version + 1 })
    const { id: subject, path, name } = row
    unit.append([{ type: 'ApiKeyRevoked', subject, path, at, data: { name, reason: input.reason.trim() } }])
    return row.id
  })
  if (outcome.ok) operation.house.sessions.ended(outcome.answer)
  return await answered(operation, outcome, null)
}

/** @throws Refused */
export function refuseWithout({ authority }: Operation, permission: Permission): void {
  const forbidden = permissionRefusal(authority, permission)
  if (forbidden !== null) throw new Refused(forbidden)
}

/** A live service account in scope. @throws Refused */
export async function serviceAccount(unit: Unit, id: string): Promise<PersonRow> {
  const personId = idOf('person', id)
  const [account] = personId === null ? [] : await peopleByIds(unit, [personId])
  if (account === undefined || account.kind !== 'SERVICE' || account.disabledAt !== null)
    throw notFound('serviceAccountId')
  return account
}

async function lockedKey(unit: Unit, id: string): Promise<ApiKeyRow> {
  const keyId = idOf('apiKey', id)
  const [key] = keyId === null ? [] : await apiKeysByIds(unit, [keyId], 'update')
  if (key === undefined) throw notFound('apiKeyId')
  if (key.revokedAt !== null || key.expiresAt <= unit.clock.now())
    throw new Refused({ code: 'KEY_ENDED', path: ['input', 'apiKeyId'] })
  return key
}

function checkedKey(
  operation: Operation,
  unit: Unit,
  account: PersonRow,
  text: string,
  wish: Parameters<typeof apiKeyWishRefusal>[0],
): ApiKeyRow {
  const at = unit.clock.now()
  const refusal = apiKeyWishRefusal(wish, account.role as Role, at)
  if (refusal !== null) throw new Refused(underInput(refusal))
  const wrong = wish.addresses.find((address) => !isNetwork(address))
  if (wrong !== undefined)
    throw new Refused({ code: 'KEY_NETWORK', params: { network: wrong.slice(0, 60) }, path: ['input', 'addresses'] })
  const { person } = operation.viewer
  return {
    id: unit.newId('apiKey'),
    personId: account.id,
    path: account.path,
    name: wish.name.trim(),
    prefix: apiKeyPrefix(text),
    hash: apiKeyHash(text),
    scopes: [...new Set(wish.scopes as Permission[])].sort(),
    addresses: wish.addresses,
    createdBy: person.id,
    createdHuman: operation.authority.humanId ?? person.id,
    createdAt: at,
    expiresAt: wish.expiresAt,
    revokedAt: null,
    replacedBy: null,
    usedAt: null,
    usedAddress: null,
    version: 1,
  }
}

/** What the record tells of a key. */
function shown({ name, prefix, scopes, addresses, personId, expiresAt }: ApiKeyRow): object {
  return { name, prefix, scopes, addresses, serviceAccountId: personId, expiresAt }
}

async function answered(operation: Operation, outcome: Outcome<string>, text: string | null): Promise<ApiKeyPayload> {
  if (!outcome.ok) return { apiKey: null, secret: null, ...told(operation, outcome) }
  const apiKey = await operation.load.apiKey.load(outcome.answer)
  if (outcome.replayed && text !== null)
    return {
      ...{ apiKey, secret: null, replayed: true },
      userErrors: [userError({ code: 'CODE_SHOWN_ONCE' }, operation.reader)],
    }
  return { apiKey, secret: text, ...told(operation, outcome) }
}
