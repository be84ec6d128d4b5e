import type { Role } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { apiKeysOf, disableServiceAccount, insertPerson, nodesByIds, type PersonRow, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../graphql/wish.ts'
import type { ServiceAccountCreateInput, ServiceAccountDisableInput, ServiceAccountPayload } from './api-key.type.ts'
import { refuseWithout, serviceAccount } from './manage-api-keys.ts'
import { confirmLarge } from './step-up-large-acts.ts'

const NAME_LENGTH_MAX = 60
/** An administrator's rights are for people. */
const ROLES: readonly Role[] = ['OPERATIONS', 'AGENT', 'TECHNICIAN', 'AUDITOR', 'VIEWER']

/** An account of a program: without a password it cannot log in, and it asks by keys only. */
export async function createServiceAccount(
  operation: Operation,
  input: ServiceAccountCreateInput,
): Promise<ServiceAccountPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'serviceAccountCreate', key, input: rest, stepUp }, async (unit) => {
    refuseWithout(operation, 'key:write')
    const nodeId = idOf('node', input.organisationId)
    const [node] = nodeId === null ? [] : await nodesByIds(unit, [nodeId])
    if (node === undefined) throw notFound('organisationId')
    const name = input.name.trim()
    if (name === '' || name.length > NAME_LENGTH_MAX)
      throw new Refused({ code: 'KEY_NAME', params: { max: NAME_LENGTH_MAX }, path: ['input', 'name'] })
    if (!ROLES.includes(input.role)) throw new Refused({ code: 'KEY_ROLE', path: ['input', 'role'] })
    const row = accountRow(operation, unit, { name, role: input.role, nodeId: node.id, path: node.path })
    await confirmLarge(operation, unit, 'serviceAccountCreate', input)
    await insertPerson(unit, row)
    const data = { name, role: input.role }
    unit.append([{ type: 'ServiceAccountCreated', subject: row.id, path: row.path, at: row.createdAt, data }])
    return row.id
  })
  return await answered(operation, outcome)
}

/** Ends an account, and with it every key that it has. */
export async function endServiceAccount(
  operation: Operation,
  input: ServiceAccountDisableInput,
): Promise<ServiceAccountPayload> {
  const { idempotencyKey: key, ...rest } = input
  const ended: string[] = []
  const outcome = await fulfil(operation, { name: 'serviceAccountDisable', key, input: rest }, async (unit) => {
    refuseWithout(operation, 'key:write')
    const account = await serviceAccount(unit, input.serviceAccountId)
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const at = unit.clock.now()
    if (!(await disableServiceAccount(unit, account.id, at))) throw notFound('serviceAccountId')
    const keys = await apiKeysOf(unit, [account.id])
    const { path } = account
    unit.append([
      {
        type: 'ServiceAccountDisabled',
        subject: account.id,
        path,
        at,
        data: { name: account.name, reason: input.reason.trim() },
      },
      // each by its own name, so that every process ends its sockets
      ...keys.map(({ id, name }) => ({ type: 'ApiKeyRevoked', subject: id, path, at, data: { name } })),
    ])
    ended.splice(0, ended.length, ...keys.map(({ id }) => id))
    return account.id
  })
  for (const keyId of ended) operation.house.sessions.ended(keyId)
  return await answered(operation, outcome)
}

function accountRow(
  operation: Operation,
  unit: Unit,
  account: Pick<PersonRow, 'name' | 'role' | 'nodeId' | 'path'>,
): PersonRow {
  const id = unit.newId('person')
  const at = unit.clock.now()
  const { language, timeZone } = operation.viewer.person
  return {
    ...account,
    id,
    kind: 'SERVICE',
    // of a domain that never exists; it is no login name, for there is no password
    email: `${id}@service.invalid`,
    passwordHash: '',
    humanId: id,
    roleSince: at,
    language,
    timeZone,
    disabledAt: null,
    createdAt: at,
    version: 1,
  }
}

async function answered(operation: Operation, outcome: Outcome<string>): Promise<ServiceAccountPayload> {
  if (!outcome.ok) return { serviceAccount: null, ...told(operation, outcome) }
  return { serviceAccount: await operation.load.person.load(outcome.answer), ...told(operation, outcome) }
}
