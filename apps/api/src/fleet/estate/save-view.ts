import { permissionRefusal, sees } from '@budeng/access'
import { checkedView } from '@budeng/fleet'
import { keepView, nodesByIds, removeView, savedViewsByIds, type SavedViewRow, type Unit } from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, underInput, told } from '../../graphql/wish.ts'
import { VIEWS_OF_PERSON_MAX } from '../../limits.ts'
import type { SavedViewPayload, SavedViewRemoveInput, SavedViewSaveInput } from './view.type.ts'

/** Keeps a view for oneself; or, with the permission to share, for everybody at and under an organisation. */
export async function saveView(operation: Operation, input: SavedViewSaveInput): Promise<SavedViewPayload> {
  const { idempotencyKey: key, ...rest } = input
  return payload(
    operation,
    await fulfil(operation, { name: 'savedViewSave', key, input: rest }, (unit) => keep(operation, unit, input)),
  )
}

/** Removes an own view, or one that is shared within the own subtree. */
export async function removeSavedView(operation: Operation, input: SavedViewRemoveInput): Promise<SavedViewPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'savedViewRemove', key, input: rest }, async (unit) => {
    const { id: personId, path } = operation.viewer.person
    const id = idOf('savedView', input.viewId)
    const [view] = id === null ? [] : await savedViewsByIds(unit, [id], 'update')
    if (view === undefined || (view.personId !== personId && !sees(path, view.path))) throw notFound('viewId')
    if (view.personId !== personId) mayShare(operation)
    await removeView(unit, view)
    return null
  })
  return payload(operation, outcome)
}

async function keep(operation: Operation, unit: Unit, input: SavedViewSaveInput): Promise<SavedViewRow> {
  const { person } = operation.viewer
  const checked = checkedView(input)
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  if (input.shared) mayShare(operation)
  const named = input.shared && input.organisationId != null ? idOf('node', input.organisationId) : person.nodeId
  const [node] = named === null ? [] : await nodesByIds(unit, [named])
  if (node === undefined) throw notFound('organisationId')
  const { name, terms } = checked
  const wish = { personId: person.id, nodeId: node.id, path: node.path, name, terms, shared: input.shared }
  const kept = await keepView(unit, wish, VIEWS_OF_PERSON_MAX)
  if (kept === null) throw new Refused({ code: 'VIEWS_TOO_MANY', params: { max: VIEWS_OF_PERSON_MAX } })
  return kept
}

function mayShare({ authority }: Operation): void {
  const forbidden = permissionRefusal(authority, 'view:share')
  if (forbidden !== null) throw new Refused(forbidden)
}

function payload(operation: Operation, outcome: Outcome<SavedViewRow | null>): SavedViewPayload {
  return { view: outcome.ok ? outcome.answer : null, ...told(operation, outcome) }
}
