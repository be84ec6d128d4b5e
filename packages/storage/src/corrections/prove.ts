import type { RootPair } from '@budeng/corrections'
import { columnList, type CorrectionRow, correctionTable } from '../rows/index.ts'
import type { ConsistencyProofRow } from '../rows/batch.ts'
import { endFilledTotals } from '../transactions/journal/batch-differences.ts'
import {
  amountColumns,
  closeDifferences,
  closeUnreadable,
  keepProofs,
  openDifferences,
} from '../transactions/journal/differences.ts'
import { prefixOf } from '../transactions/journal/prefix.ts'
import { readJournals } from '../transactions/journal/streams.ts'
import type { Unit } from '../unit.ts'
import { claimCorrections, sayToCorrection } from './corrections.ts'
import { correctionOf, scopeOfRow } from './stored.ts'

/** Two roots of one journal, as a heartbeat, a closing or an answer brought them. */
export interface ComparedRoots extends RootPair {
  readonly terminalId: string
  readonly tagTerminal: Buffer | null
  readonly tagHost: Buffer | null
}

/**
 * Says to the corrections of these journals what was compared: those that no command tells the terminal of are VERIFIED
 * by an equal root behind them, with a proof that is kept. Under the lock of the journals.
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
    if (roots !== undefined && (await compare(unit, row, roots, 'HEARTBEAT'))) verified.push(row.id)
  }
  return verified
}

/**
 * Holds the root that a terminal answered against ours through the very same number, as soon as we have all of that. The
 * leaves up to there never change, so that no lock of the journal is needed.
 */
export async function proveApplied(unit: Unit, rows: readonly CorrectionRow[]): Promise<readonly string[]> {
  const verified: string[] = []
  for (const row of rows) {
    const { applied, differs } = correctionOf(row)
    if (row.state !== 'TERMINAL_APPLIED' || row.epoch === null || applied === null || differs !== null) continue
    const [journal] = (await readJournals(unit, [{ terminalId: row.terminalId, epoch: row.epoch }])).values()
    if (journal === undefined || journal.throughSeq < applied.seq) continue
    const { root } = await prefixOf(unit, journal, applied.seq)
    const roots = {
      epoch: row.epoch,
      throughSeq: applied.seq,
      rootTerminal: applied.root,
      rootHost: root.toString('hex'),
    }
    const pair = { terminalId: row.terminalId, ...roots, tagTerminal: null, tagHost: null }
    if (await compare(unit, row, pair, 'CORRECTION')) verified.push(row.id)
  }
  return verified
}

/** Those whose journal had a gap before the amendment when it was answered, the longest waiting first. */
export async function proveDueCorrections(unit: Unit, limit: number): Promise<number> {
  const rows = await claimCorrections(
    unit,
    `state = 'TERMINAL_APPLIED' and facts->'differs' = 'null'::jsonb and exists (select from journal_stream s
       where s.terminal_id = c.terminal_id and s.epoch = c.epoch and s.through_seq >= (c.facts->'applied'->>'seq')::bigint)`,
    [],
    limit,
  )
  await proveApplied(unit, rows)
  return rows.length
}

/** What a correction is worth, where that is of one currency: so much is in doubt while its terminal contradicts itself. */
export function stakeColumns(row: CorrectionRow) {
  const [stake = null, ...others] = correctionOf(row).stake
  return amountColumns(others.length === 0 ? stake : null)
}

/** True when it is proven now. Whatever was compared is kept; unequal roots are a difference of that journal. */
async function compare(
  unit: Unit,
  row: CorrectionRow,
  compared: ComparedRoots,
  kind: ConsistencyProofRow['kind'],
): Promise<boolean> {
  const { epoch, throughSeq, rootTerminal, rootHost, tagTerminal, tagHost } = compared
  const roots = { epoch, throughSeq, rootTerminal, rootHost }
  const said = await sayToCorrection(unit, row, { kind: 'compared', at: unit.clock.now(), roots })
  const types = said.decision.ok ? said.decision.events.map(({ type }) => type) : []
  if (types.length === 0) return false
  const equal = types.includes('CorrectionVerified')
  const { terminalId } = row
  const scope = scopeOfRow(row)
  const [proof] = await keepProofs(unit, [
    {
      ...scope,
      epoch,
      batchId: null,
      kind,
      fromSeq: 1,
      throughSeq,
      rootTerminal: Buffer.from(rootTerminal, 'hex'),
      rootHost: Buffer.from(rootHost, 'hex'),
      totalsEqual: null,
      equal,
      tagTerminal,
      tagHost,
    },
  ])
  const proofId = proof?.id ?? null
  if (!equal) {
    const place = { scope, epoch, fromSeq: throughSeq, toSeq: throughSeq, kind: 'CORRECTION' } as const
    await openDifferences(unit, [{ ...place, ...stakeColumns(row) }])
    return false
  }
  await unit.execute('update correction set proof_id = $2 where id = $1', [row.id, proofId])
  if (row.kind === 'MISSING_IN_BACKOFFICE' && row.batchNo !== null) {
    await closeUnreadable(unit, { terminalId, epoch }, { batchNo: row.batchNo, throughSeq, proofId })
    await endFilledTotals(unit, { terminalId, epoch, batchNo: row.batchNo }, proofId)
  }
  // what an earlier answer said of it is over
  const seq = correctionOf(said.row).applied?.seq
  if (seq !== undefined)
    await closeDifferences(unit, { terminalId, epoch }, { throughSeq: seq, kinds: ['CORRECTION'], proofId })
  return true
}
