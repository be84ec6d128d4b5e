import type { RootPair, TerminalAnswer } from '@budeng/corrections'
import { columnList, type CorrectionRow, correctionTable } from '../rows/index.ts'
import { keepProofs } from '../transactions/journal/differences.ts'
import type { Unit } from '../unit.ts'
import { loadCorrections, sayToCorrection } from './corrections.ts'

/** Two roots of one journal, as a heartbeat, a closing or an answer brought them. */
export interface ComparedRoots extends RootPair {
  readonly terminalId: string
  readonly tagTerminal: Buffer | null
  readonly tagHost: Buffer | null
}

/**
 * Says to the corrections of these journals what was compared: those that wait for exactly this are VERIFIED, with a proof
 * that is kept. Under the lock of the journals.
 */
export async function proveCorrections(unit: Unit, compared: readonly ComparedRoots[]): Promise<readonly string[]> {
  if (compared.length === 0) return []
  const waiting = await unit.query<CorrectionRow>(
    `select ${columnList(correctionTable, 'c')} from unnest($1::text[], $2::int[]) as n (terminal_id, epoch)
     join correction c on c.terminal_id = n.terminal_id and c.epoch = n.epoch and c.state in ('POSTED', 'TERMINAL_APPLIED')
     order by c.id for no key update of c`,
    [compared.map(({ terminalId }) => terminalId), compared.map(({ epoch }) => epoch)],
  )
  const verified: string[] = []
  for (const row of waiting) {
    const roots = compared.find(({ terminalId, epoch }) => terminalId === row.terminalId && epoch === row.epoch)
    if (roots !== undefined && (await compare(unit, row, roots))) verified.push(row.id)
  }
  return verified
}

/** True when it is proven now. */
async function compare(unit: Unit, row: CorrectionRow, compared: ComparedRoots): Promise<boolean> {
  const { epoch, throughSeq, rootTerminal, rootHost, tagTerminal, tagHost } = compared
  const roots = { epoch, throughSeq, rootTerminal, rootHost }
  const said = await sayToCorrection(unit, row, { kind: 'compared', at: unit.clock.now(), roots })
  const isVerified = said.decision.ok && said.decision.events.some(({ type }) => type === 'CorrectionVerified')
  if (!isVerified) return false
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  const [proof] = await keepProofs(unit, [
    {
      ...{ terminalId, acquirerId, agentId, merchantId, storeId, path },
      epoch,
      batchId: null,
      kind: 'HEARTBEAT',
      fromSeq: 1,
      throughSeq,
      rootTerminal: Buffer.from(rootTerminal, 'hex'),
      rootHost: Buffer.from(rootHost, 'hex'),
      totalsEqual: null,
      equal: true,
      tagTerminal,
      tagHost,
    },
  ])
  await unit.execute('update correction set proof_id = $2 where id = $1', [row.id, proof?.id ?? null])
  return true
}

/** What a terminal answered to the order of a correction, with the leaf that its record has at the number answered. */
export async function answerCorrection(
  unit: Unit,
  correctionId: string,
  said: { readonly commandId: string; readonly answer: TerminalAnswer; readonly expectedLeaf: string | null },
): Promise<CorrectionRow | null> {
  const [row] = await loadCorrections(unit, [correctionId], 'update')
  if (row === undefined) return null
  return (await sayToCorrection(unit, row, { kind: 'answered', at: unit.clock.now(), ...said })).row
}

/** The order of a correction was made. */
export async function sendCorrection(unit: Unit, correctionId: string, commandId: string): Promise<void> {
  const [row] = await loadCorrections(unit, [correctionId], 'update')
  if (row !== undefined) await sayToCorrection(unit, row, { kind: 'sent', at: unit.clock.now(), commandId })
}

/** The order of a correction ended without an answer. */
export async function missCorrection(unit: Unit, correctionId: string, code: string): Promise<void> {
  const [row] = await loadCorrections(unit, [correctionId], 'update')
  if (row !== undefined) await sayToCorrection(unit, row, { kind: 'unreachable', at: unit.clock.now(), code })
}
