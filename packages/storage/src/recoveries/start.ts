import { decideRecoveryStart, evolveRecovery, type PlaybookId, type Recovery, type RefusalCode } from '@budeng/fleet'
import type { Refusal } from '@budeng/kernel'
import { lockForRequests } from '../commands.ts'
import { diagnosesOf } from '../diagnosis/diagnoses.ts'
import type { Unit } from '../unit.ts'
import { insertRecovery, type NewRecovery, recoveriesNow } from './recoveries.ts'
import { recoverySights } from './view.ts'

export interface RecoveryWish {
  readonly terminalId: string
  readonly playbook: PlaybookId
  readonly reason: string
  /** Null: by itself. */
  readonly by: { readonly personId: string; readonly humanId: string | null; readonly rightsPath: string } | null
}

/**
 * Begins a recovery of a terminal in scope, under the terminal's lock: of two at once one is refused.
 */
export async function startRecovery(
  unit: Unit,
  { terminalId, playbook, reason, by }: RecoveryWish,
): Promise<{ readonly id: string } | { readonly refusal: Refusal<RefusalCode> } | 'NOT_FOUND'> {
  await lockForRequests(unit, [terminalId])
  const view = (await recoverySights(unit, [terminalId])).get(terminalId)
  if (view === undefined) return 'NOT_FOUND'
  const at = unit.clock.now()
  const { running, recent } = (await recoveriesNow(unit, [terminalId], at)).get(terminalId) ?? NONE
  const id = unit.newId('recovery')
  const decision = decideRecoveryStart({
    ...{ id, at, playbook, by: by?.personId ?? null, view, root: view.root, running, recent },
  })
  if (!decision.ok) return { refusal: decision.refusal }
  const recovery = decision.events.reduce<Recovery | null>(evolveRecovery, null) as Recovery
  const startedHuman = by?.humanId ?? null
  const rightsPath = by?.rightsPath ?? null
  const { cause, causeLikelihood } = await causeNow(unit, terminalId, playbook)
  await insertRecovery(
    unit,
    { recovery, place: view.place, reason, startedHuman, rightsPath, cause, causeLikelihood },
    decision.events,
  )
  return { id }
}

/** What the playbook is begun against: the first cause that it fits, or else the first of all. */
async function causeNow(
  unit: Unit,
  terminalId: string,
  playbook: PlaybookId,
): Promise<Pick<NewRecovery, 'cause' | 'causeLikelihood'>> {
  const [diagnosis] = await diagnosesOf(unit, [terminalId])
  const causes = diagnosis?.causes ?? []
  const found = causes.find((one) => one.playbook === playbook) ?? causes[0]
  return { cause: found?.code ?? null, causeLikelihood: found?.likelihood ?? null }
}

const NONE = { running: null, recent: 0 }
