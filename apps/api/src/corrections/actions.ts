import { permissionRefusal } from '@budeng/access'
import {
  approvalRefusal,
  checkerRefusal,
  type CorrectionInput,
  decideCorrection,
  WAIVE_GROUNDS,
  type WaiveGround,
} from '@budeng/corrections'
import { moneyRulesOf, placeOfTerminal, waiveGroundsOf } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import type { Operation } from '../graphql/operation.ts'
import { rightOf } from '../access/right.type.ts'
import type { CorrectionActionObject } from './correction.type.ts'
import type { CorrectionView } from './correction-view.ts'
import { CORRECTION_ACTIONS, type CorrectionActionName } from './enums.ts'
import { checkerShown, makerOf, makersShown } from './second-person.ts'

/** What the viewer may do with a correction now, each by the rule that decides it. */
export async function actionsOf(operation: Operation, view: CorrectionView): Promise<CorrectionActionObject[]> {
  return await Promise.all(
    CORRECTION_ACTIONS.map(async (name) => {
      return { name, ...rightOf(await refusalOf(operation, view, name), operation.reader) }
    }),
  )
}

async function refusalOf(
  operation: Operation,
  view: CorrectionView,
  name: CorrectionActionName,
): Promise<AnyRefusal | null> {
  const { correction } = view
  const { authority, now: at } = operation
  const isChecker = name === 'APPROVE' || name === 'REJECT' || name === 'WAIVE'
  const forbidden = permissionRefusal(authority, isChecker ? 'correction:approve' : 'correction:make')
  if (forbidden !== null) return forbidden
  const by = makerOf(operation)
  switch (name) {
    case 'EDIT':
      return correction.state === 'DRAFT' ? null : { code: 'NOT_DRAFT', params: { state: correction.state } }
    case 'SUBMIT':
      // caps and what else is under way are counted when it is handed in
      return said(view, { kind: 'submit', at, by, usage: { count: 0, stake: [] }, others: 0 })
    case 'WITHDRAW':
      return said(view, { kind: 'withdraw', at, by })
    case 'RETRY':
      return said(view, { kind: 'retry', at, by: by.personId })
    case 'APPROVE':
    case 'REJECT':
      return await checking(operation, view, name)
    case 'WAIVE':
      return await waiving(operation, view)
  }
}

function said({ correction }: CorrectionView, input: CorrectionInput): AnyRefusal | null {
  const decision = decideCorrection(correction, input)
  return decision.ok ? null : decision.refusal
}

async function checking(
  operation: Operation,
  view: CorrectionView,
  name: 'APPROVE' | 'REJECT',
): Promise<AnyRefusal | null> {
  const { correction } = view
  const [checker, humans] = [await checkerShown(operation), await makersShown(operation, view)]
  if (name === 'APPROVE') {
    const { tiers } = await operation.read((db) => moneyRulesOf(db, view.row.acquirerId))
    return approvalRefusal(correction, checker, operation.now, humans, tiers)?.refusal ?? null
  }
  if (correction.state !== 'PENDING_APPROVAL') return { code: 'NOT_PENDING', params: { state: correction.state } }
  return checkerRefusal(correction, checker, operation.now, humans)?.refusal ?? null
}

async function waiving(operation: Operation, view: CorrectionView): Promise<AnyRefusal | null> {
  const grounds = await groundsShown(operation, view)
  const [ground = WAIVE_GROUNDS[0]] = grounds
  const [checker, makerHumans] = [await checkerShown(operation), await makersShown(operation, view)]
  // the note is the person's to write; here any would do
  return said(view, { kind: 'waive', at: operation.now, checker, makerHumans, ground, grounds, note: 'to be written' })
}

/** On which grounds the proof may be given up now. */
export async function groundsShown(operation: Operation, { row, correction }: CorrectionView): Promise<WaiveGround[]> {
  return await operation.read(async (db) => {
    const place = await placeOfTerminal(db, row.terminalId)
    return place === null ? [] : await waiveGroundsOf(db, { correction, place })
  })
}
