import { correctionApply, KIND_RULES, CORRECTION_KINDS } from '@budeng/corrections'
import { decideRequest, type TerminalSituation } from '@budeng/fleet'
import { PLATFORM } from '@budeng/kernel'
import { type AcceptedRequest, insertCommands, loadOpenCommands, lockForRequests } from '../commands.ts'
import type { CorrectionRow } from '../rows/index.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import { loadSituations } from '../situation.ts'
import type { Storage } from '../storage.ts'
import { PLATFORM_ACTOR, type TerminalScope, type Unit } from '../unit.ts'
import { loadCorrections, sayToCorrection } from './corrections.ts'
import { correctionOf } from './stored.ts'

const TOLD_KINDS = CORRECTION_KINDS.filter((kind) => KIND_RULES[kind].command !== null)

/**
 * Makes the command of each correction that is posted and of which its terminal does not know, the longest waiting first:
 * an ordinary one in the ordinary queue, asked for by the platform. One that the terminal cannot get is UNREACHABLE, with
 * the reason. Answers how many were looked at.
 */
export async function orderDueCorrections(storage: Storage, limit: number): Promise<number> {
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const due = await unit.query<{ id: string; terminalId: string }>(
      `select id, terminal_id as "terminalId" from correction where state = 'POSTED' and kind = any($1::text[]) and (facts->'target'->>'seq' is not null or kind = 'MISSING_IN_TERMINAL')
       order by changed_at, id limit $2`,
      [TOLD_KINDS, limit],
    )
    if (due.length === 0) return 0
    // terminals before corrections, as whoever brings an answer
    const terminals = await lockForRequests(unit, [...new Set(due.map(({ terminalId }) => terminalId))])
    const rows = await loadCorrections(
      unit,
      due.map(({ id }) => id),
      'update',
    )
    await orderAll(
      unit,
      rows.filter(({ state }) => state === 'POSTED'),
      terminals,
    )
    return due.length
  })
}

async function orderAll(
  unit: Unit,
  rows: readonly CorrectionRow[],
  terminals: ReadonlyMap<string, TerminalScope>,
): Promise<void> {
  const ids = [...terminals.keys()]
  const [situations, open] = [await loadSituations(unit, ids), await loadOpenCommands(unit, ids)]
  const accepted: AcceptedRequest[] = []
  const ordered: { readonly row: CorrectionRow; readonly commandId: string }[] = []
  const at = unit.clock.now()
  for (const row of rows) {
    const [terminal, situation] = [terminals.get(row.terminalId), situations.get(row.terminalId)]
    if (terminal === undefined || situation === undefined) continue
    const decision = decideOrder(unit, row, situation, open.get(row.terminalId) ?? [])
    if (decision === null) continue
    if (decision.ok) {
      accepted.push({ ...decision, terminal })
      ordered.push({ row, commandId: decision.command.id })
    } else await sayToCorrection(unit, row, { kind: 'unreachable', at, code: decision.refusal.code })
  }
  await insertCommands(unit, accepted)
  for (const { row, commandId } of ordered) await sayToCorrection(unit, row, { kind: 'sent', at, commandId })
}

/** Null: there is nothing to tell. */
function decideOrder(
  unit: Unit,
  row: CorrectionRow,
  terminal: TerminalSituation,
  open: Parameters<typeof decideRequest>[0]['open'],
) {
  const params = correctionApply(correctionOf(row))
  if (params === null) return null
  return decideRequest({
    id: unit.newId('command'),
    at: unit.clock.now(),
    newBackupId: unit.newId('command'),
    terminal,
    open,
    type: 'CORRECTION_APPLY',
    params,
    reason: '',
    authority: PLATFORM,
    terminalsInAction: 1,
    bulkRaise: Number.MAX_SAFE_INTEGER,
    bulkId: null,
    presence: 'NOT_NEEDED',
  })
}
