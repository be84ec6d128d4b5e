import { createRefusal, factsRefusal, type OrganisationFacts, permissionRefusal, sortedSpans } from '@budeng/access'
import { childrenOf, insertNodes, lockTree, type NodeRow, nodesByIds, type Unit, updateNodes } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../graphql/wish.ts'
import { giverOf } from './give-grant.ts'
import type {
  OrganisationCreateInput,
  OrganisationFactsInput,
  OrganisationPayload,
  OrganisationUpdateInput,
} from './tree.type.ts'

/** Enters an organisation under another. */
export async function createOrganisation(operation: Operation, input: OrganisationCreateInput) {
  const { idempotencyKey: key, ...rest } = input
  const wish = { name: 'organisationCreate', key, input: rest }
  return await payload(operation, await fulfil(operation, wish, (unit) => create(operation, unit, input)))
}

/** Other facts for an organisation; the code of an acquirer stands in MQTT topics and never changes. */
export async function updateOrganisation(operation: Operation, input: OrganisationUpdateInput) {
  const { idempotencyKey: key, ...rest } = input
  const wish = { name: 'organisationUpdate', key, input: rest }
  return await payload(operation, await fulfil(operation, wish, (unit) => update(operation, unit, input)))
}

async function create(operation: Operation, unit: Unit, input: OrganisationCreateInput): Promise<{ nodeId: string }> {
  await lockTree(unit, operation.viewer.person.path)
  const parent = await nodeOf(unit, input.parentId, 'parentId')
  refuseIf(createRefusal(giverOf(operation), input.kind, parent))
  const facts = factsOf(input.facts)
  refuseFacts(factsRefusal(facts))
  await refuseTaken(unit, parent.id, facts.code, null)
  const id = unit.newId('node')
  const path = `${parent.path}.${id}`
  const at = unit.clock.now()
  const node: NodeRow = { ...facts, id, parentId: parent.id, kind: input.kind, path, createdAt: at, version: 1 }
  await insertNodes(unit, [node])
  const { code, name } = facts
  unit.append([{ type: 'OrganisationCreated', subject: id, path, at, data: { kind: input.kind, code, name } }])
  return { nodeId: id }
}

async function update(operation: Operation, unit: Unit, input: OrganisationUpdateInput): Promise<{ nodeId: string }> {
  await lockTree(unit, operation.viewer.person.path)
  const node = await nodeOf(unit, input.organisationId, 'organisationId')
  refuseIf(permissionRefusal(operation.authority, 'organisation:write'))
  if (node.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  const facts = factsOf(input.facts)
  refuseFacts(factsRefusal(facts))
  if (node.kind === 'ACQUIRER' && facts.code !== node.code)
    throw new Refused({ code: 'CODE_FIXED', path: ['input', 'facts', 'code'] })
  if (node.parentId !== null) await refuseTaken(unit, node.parentId, facts.code, node.id)
  await updateNodes(unit, [{ ...node, ...facts, version: node.version + 1 }])
  const { code, name, timeZone, phone, address, contact, openingHours } = node
  const before = { code, name, timeZone, phone, address, contact, openingHours }
  unit.append([
    {
      type: 'OrganisationChanged',
      subject: node.id,
      path: node.path,
      at: unit.clock.now(),
      data: { name: facts.name, before, after: facts },
    },
  ])
  return { nodeId: node.id }
}

/** Brothers and sisters are all that a code is compared with; whoever may enter here sees them. */
async function refuseTaken(unit: Unit, parentId: string, code: string, self: string | null): Promise<void> {
  const taken = (await childrenOf(unit, [parentId])).some((one) => one.code === code && one.id !== self)
  if (taken) throw new Refused({ code: 'CODE_TAKEN', path: ['input', 'facts', 'code'] })
}

export async function nodeOf(unit: Unit, asked: string, member: string): Promise<NodeRow> {
  const id = idOf('node', asked)
  const [node] = id === null ? [] : await nodesByIds(unit, [id])
  if (node === undefined) throw notFound(member)
  return node
}

function factsOf(input: OrganisationFactsInput): OrganisationFacts {
  const text = (value: string | null | undefined) => (value == null || value.trim() === '' ? null : value.trim())
  return {
    code: input.code.trim(),
    name: input.name.trim(),
    timeZone: input.timeZone,
    phone: text(input.phone),
    address: text(input.address),
    contact: text(input.contact),
    openingHours: input.openingHours == null ? null : sortedSpans(input.openingHours.map((span) => ({ ...span }))),
  }
}

function refuseIf(refusal: AnyRefusal | null): void {
  if (refusal !== null) throw new Refused({ ...refusal, ...(refusal.path && { path: ['input', ...refusal.path] }) })
}

function refuseFacts(refusal: AnyRefusal | null): void {
  if (refusal !== null) throw new Refused({ ...refusal, path: ['input', 'facts', ...(refusal.path ?? [])] })
}

async function payload(operation: Operation, outcome: Outcome<{ nodeId: string }>): Promise<OrganisationPayload> {
  if (!outcome.ok) return { organisation: null, ...told(operation, outcome) }
  return { organisation: await operation.load.node.load(outcome.answer.nodeId), ...told(operation, outcome) }
}
