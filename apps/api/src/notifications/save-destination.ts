import { randomBytes } from 'node:crypto'
import { permissionRefusal, type Permission } from '@budeng/access'
import {
  type DestinationAddress,
  destinationProblem,
  DESTINATIONS_MAX,
  type DestinationSecret,
  keepsPassword,
  type MailAddress,
  reasonProblem,
  webhookParts,
} from '@budeng/fleet'
import { seal, SEALED_ABOUT } from '@budeng/protocol'
import {
  countDestinations,
  insertDestination,
  insertNotificationSecret,
  nodesByIds,
  type NotificationDestinationRow,
  notificationDestinationsByIds,
  removeDestination,
  saveDestination,
  type Unit,
} from '@budeng/storage'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import type { NotificationDestinationPayload } from './notification.type.ts'
import type { NotificationDestinationRemoveInput, NotificationDestinationSaveInput } from './notification-input.ts'

const SIGNING_BYTES = 32

/** Makes a destination, or changes one. What is secret is sealed at once, and is in no answer; a made secret is, once. */
export async function saveDestinationFor(
  operation: Operation,
  input: NotificationDestinationSaveInput,
): Promise<NotificationDestinationPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const isSigned = input.kind === 'WEBHOOK' && input.url != null
  const made = isSigned && input.signingSecret == null ? `whsec_${randomBytes(SIGNING_BYTES).toString('base64')}` : null
  const wish = { name: 'notificationDestinationSave', key, input: rest, stepUp }
  const outcome = await fulfil(operation, wish, (unit) => save(operation, unit, input, made))
  if (!outcome.ok) return { destination: null, signingSecret: null, ...told(operation, outcome) }
  const [destination = null] = await operation.read<NotificationDestinationRow[]>((db) =>
    notificationDestinationsByIds(db, [outcome.answer.id]),
  )
  if (outcome.replayed && made !== null)
    return {
      ...{ destination, signingSecret: null, replayed: true },
      userErrors: [userError({ code: 'CODE_SHOWN_ONCE' }, operation.reader)],
    }
  return { destination, signingSecret: made, ...told(operation, outcome) }
}

/** Ends a destination with its rules. */
export async function removeDestinationFor(
  operation: Operation,
  input: NotificationDestinationRemoveInput,
): Promise<NotificationDestinationPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const wish = { name: 'notificationDestinationRemove', key, input: rest, stepUp }
  const outcome = await fulfil(operation, wish, async (unit) => {
    refuseUnless(operation, 'notification:write')
    const row = await lockedDestination(unit, input.destinationId)
    if (row.version !== input.expectedVersion) throw versionChanged()
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    await confirmLarge(operation, unit, 'notificationDestinationRemove', input)
    await removeDestination(unit, row)
    const { id: subject, path, name } = row
    const data = { name, before: shown(row), reason: input.reason.trim() }
    unit.append([{ type: 'NotificationDestinationRemoved', subject, path, at: unit.clock.now(), data }])
    return { id: row.id }
  })
  return { destination: null, signingSecret: null, ...told(operation, outcome) }
}

/** @throws Refused */
export function refuseUnless({ authority }: Operation, permission: Permission): void {
  const forbidden = permissionRefusal(authority, permission)
  if (forbidden !== null) throw new Refused(forbidden)
}

/** @throws Refused NOT_FOUND */
export async function lockedDestination(
  unit: Unit,
  destinationId: string,
  member = 'destinationId',
): Promise<NotificationDestinationRow> {
  const id = idOf('notificationDestination', destinationId)
  const [row] = id === null ? [] : await notificationDestinationsByIds(unit, [id], 'update')
  if (row === undefined) throw notFound(member)
  return row
}

export function versionChanged(): Refused {
  return new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
}

export function wrong(field: string): Refused {
  return new Refused({ code: 'BAD_NOTIFICATION', params: { field }, path: ['input', field] })
}

async function save(
  operation: Operation,
  unit: Unit,
  input: NotificationDestinationSaveInput,
  made: string | null,
): Promise<{ readonly id: string }> {
  refuseUnless(operation, 'notification:write')
  const before = input.destinationId == null ? null : await lockedDestination(unit, input.destinationId)
  if (before !== null && before.version !== input.expectedVersion) throw versionChanged()
  if (before !== null && before.kind !== input.kind) throw wrong('kind')
  const mail = mailOf(input)
  const signing = input.signingSecret ?? made
  const wish = { name: input.name, kind: input.kind, url: input.url?.trim() ?? null, signing, mail }
  const problem = destinationProblem(wish, (origin) => operation.house.notifyInside.has(origin))
  if (problem !== null) throw wrong(problem)
  const place = before ?? (await placeFor(unit, input.organisationId))
  const id = before?.id ?? unit.newId('notificationDestination')
  const secret = secretOf(before, input, wish)
  await confirmLarge(operation, unit, 'notificationDestinationSave', input)
  const at = unit.clock.now()
  const secretId = secret === null ? (before?.secretId ?? '') : unit.newId('notificationSecret')
  const row: NotificationDestinationRow = {
    ...{ id, nodeId: place.nodeId, path: place.path, name: wish.name.trim(), kind: wish.kind, enabled: input.enabled },
    ...{ language: input.language, address: addressOf(before, wish), secretId },
    ...{ changedBy: operation.viewer.person.id, changedAt: at, removedAt: null, version: (before?.version ?? 0) + 1 },
    ...{ failures: 0, nextAt: at, leaseUntil: null },
  }
  if (before === null) await insertDestination(unit, row)
  else await saveDestination(unit, row)
  if (secret !== null) {
    const sealed = seal(
      operation.house.keys.sealLink,
      Buffer.from(JSON.stringify(secret)),
      SEALED_ABOUT.notification(secretId, id),
    )
    await insertNotificationSecret(unit, { id: secretId, destinationId: id, sealed, createdAt: at })
  }
  const data = {
    ...{ name: row.name, before: before === null ? null : shown(before), after: shown(row) },
    secretChanged: secret !== null,
  }
  unit.append([{ type: 'NotificationDestinationChanged', subject: id, path: row.path, at, data }])
  return { id }
}

function mailOf({ kind, mail }: NotificationDestinationSaveInput): MailAddress | null {
  if (mail == null) return null
  if (kind !== 'EMAIL') throw wrong('mail')
  const { host, port, security, user, from, to } = mail
  return {
    host: host.trim().toLowerCase(),
    port,
    security,
    user: user ?? null,
    from: from.trim(),
    to: [...new Set(to.map((one) => one.trim()))],
  }
}

async function placeFor(unit: Unit, organisationId: string): Promise<{ nodeId: string; path: string }> {
  const id = idOf('node', organisationId)
  const [node] = id === null ? [] : await nodesByIds(unit, [id])
  if (node === undefined) throw notFound('organisationId')
  if ((await countDestinations(unit, node.id)) >= DESTINATIONS_MAX)
    throw new Refused({ code: 'NOTIFICATIONS_TOO_MANY', params: { max: DESTINATIONS_MAX } })
  return { nodeId: node.id, path: node.path }
}

interface Wish {
  readonly kind: NotificationDestinationRow['kind']
  readonly url: string | null
  readonly signing: string | null
  readonly mail: MailAddress | null
}

/** What is to be sealed anew; null: what is sealed serves on. @throws Refused where something new is needed */
function secretOf(
  before: NotificationDestinationRow | null,
  input: NotificationDestinationSaveInput,
  { url, signing, mail }: Wish,
): DestinationSecret | null {
  if (mail !== null) {
    const password = input.mail?.password ?? null
    if (password !== null || mail.user === null) return { password }
    const known = before !== null && 'mail' in before.address ? before.address.mail : null
    // a password never goes to another server than the one for which it was given
    if (known === null || !keepsPassword(known, mail))
      throw new Refused({
        ...{ code: 'BAD_NOTIFICATION', params: { field: 'password' }, path: ['input', 'mail', 'password'] },
      })
    return null
  }
  if (url !== null) return { url, signing }
  if (before === null) throw wrong('url')
  // the two belong together, and the address cannot be read back
  if (signing !== null) throw wrong('url')
  return null
}

function addressOf(before: NotificationDestinationRow | null, { url, mail }: Wish): DestinationAddress {
  if (mail !== null) return { mail }
  if (url === null && before !== null) return before.address
  return { host: webhookParts(url ?? '')?.host ?? '' }
}

/** What the record tells of a destination: nothing of what is sealed. */
function shown({ name, kind, language, enabled, address }: NotificationDestinationRow): object {
  return { name, kind, language, enabled, ...address }
}
