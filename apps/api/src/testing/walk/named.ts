import { ID_PREFIXES, type IdKind, idKind } from '@budeng/kernel'
import { getNamedType } from 'graphql'
import type { AnyField } from './paths.ts'

/** Which kind of thing an argument names, where its own name does not say it: `terminalId` names a terminal. */
const KINDS_BY_ARGUMENT: Readonly<Record<string, IdKind>> = {
  organisationId: 'node',
  bulkId: 'bulk',
  challengeId: 'presence',
  presenceId: 'presence',
  parentId: 'node',
  merchantId: 'node',
  importId: 'fileImport',
  payoutId: 'change',
  mappingId: 'csvMapping',
  scheduleId: 'fileSchedule',
  packageId: 'softwarePackage',
  serviceAccountId: 'person',
  storeId: 'node',
  absentId: 'person',
  deputyId: 'person',
  deputyshipId: 'deputy',
  actorId: 'person',
  behalfOf: 'person',
  otherPersonId: 'person',
  toPersonId: 'person',
  providerId: 'node',
  linkToId: 'transaction',
  moveToId: 'terminal',
  watchId: 'watchWindow',
  viewId: 'savedView',
  destinationId: 'notificationDestination',
  outsideId: 'notificationDestination',
  ruleId: 'notificationRule',
  deliveryId: 'notificationDelivery',
}
/** Which kind of thing a type is, where the type's own name does not say it. */
const KINDS_BY_TYPE: Readonly<Record<string, IdKind>> = {
  Organisation: 'node',
  OrganisationMove: 'move',
  BulkAction: 'bulk',
  ChangeRequest: 'change',
  PresenceChallenge: 'presence',
  SignInProvider: 'node',
  Export: 'exportJob',
  RuleLab: 'lab',
}
/** What waits for a second person, or did not wait for one. */
const WAITING: readonly IdKind[] = ['bulk', 'command', 'change', 'breakGlass']
/** Arguments and types of several kinds. */
const SEVERAL: Readonly<Record<string, readonly IdKind[]>> = {
  Node: Object.keys(ID_PREFIXES) as IdKind[],
  Approval: WAITING,
  subjectId: WAITING,
  of: ['alert', 'incident', 'recovery', 'workOrder'],
  AlertCarePayload: ['alert', 'incident', 'recovery', 'workOrder'],
  DonePayload: ['invitation', 'session', 'identity'],
}

const isKind = (name: string): name is IdKind => Object.hasOwn(ID_PREFIXES, name)
const lowered = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`

/** The kind of a type with an id. */
export function kindOfType(typeName: string): IdKind {
  const kind = KINDS_BY_TYPE[typeName] ?? lowered(typeName)
  if (isKind(kind)) return kind
  throw new Error(`no kind of id is known for the type ${typeName}: add it to KINDS_BY_TYPE`)
}

/** The kinds that an argument may name. */
export function kindsOfArgument(field: AnyField, path: readonly string[]): IdKind[] {
  const name = path.at(-1) ?? ''
  if (name === 'id' || name === 'ids') {
    const type = getNamedType(field.type).name
    return [...(SEVERAL[type] ?? [kindOfType(type)])]
  }
  const several = SEVERAL[name]
  if (several !== undefined) return [...several]
  const kind = KINDS_BY_ARGUMENT[name] ?? name.replace(/Ids?$/, '')
  if (isKind(kind)) return [kind]
  throw new Error(
    `no kind of id is known for the argument ${path.join('.')} of ${field.name}: add it to KINDS_BY_ARGUMENT`,
  )
}

/** An id of that kind that nothing has. */
export function randomId(kind: IdKind): string {
  return `${ID_PREFIXES[kind]}_01m81v9d59fmts8a1kztkak84x`
}

/** One that exists and one that does not, of a text by which something is found without its id. */
export interface KeyPair {
  readonly known: string
  readonly unknown: string
}

export type Ids = Readonly<Partial<Record<IdKind, readonly string[]>>>

/** What may be tried for a slot: each with what a stranger could have guessed instead. */
export function candidates(
  field: AnyField,
  path: readonly string[],
  ids: Ids,
  keys: Readonly<Record<string, KeyPair>>,
): KeyPair[] {
  const name = path.at(-1) ?? ''
  if (name === 'subject')
    return Object.values(ids)
      .flatMap((some) => some.slice(0, 2))
      .map((known) => ({ known, unknown: randomId(idKind(known) ?? 'event') }))
  const key = keys[name]
  if (key !== undefined) return [key]
  const kinds = kindsOfArgument(field, path)
  return kinds.flatMap((kind) => (ids[kind] ?? []).map((known) => ({ known, unknown: randomId(kind) })))
}
