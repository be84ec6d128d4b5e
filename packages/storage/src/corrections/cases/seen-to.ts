import type { CorrectionCaseRow } from '../../rows/index.ts'
import { endSeenTotals } from '../../transactions/journal/batch-differences.ts'
import { closeDifferences } from '../../transactions/journal/differences.ts'
import type { Unit } from '../../unit.ts'

/**
 * Two records under one key stay what they are, so no later word of their terminal ends that difference: its end is that
 * people have decided its case, of which the verdict is kept. Those that the case was about, no later ones. `proofId`: of
 * the correction by which they did. [domain.md §10, §12]
 */
export async function endDecidedConflicts(
  unit: Unit,
  { id, terminalId }: Pick<CorrectionCaseRow, 'id' | 'terminalId'>,
  proofId: string | null,
): Promise<void> {
  if (terminalId === null) return
  const places = await unit.query<{ epoch: number; seq: number }>(
    `select d.epoch, d.from_seq as seq from case_hit h
     join open_difference d on d.terminal_id = $2 and d.from_seq = (h.facts->'explanation'->'facts'->>'seq')::bigint
       and d.epoch = (h.facts->'explanation'->'facts'->>'epoch')::int and d.kind = 'CONFLICT' and d.closed_at is null
     where h.case_id = $1 and h.rule = 'R03' order by 1, 2`,
    [id, terminalId],
  )
  for (const { epoch, seq } of places)
    await closeDifferences(unit, { terminalId, epoch }, { fromSeq: seq, throughSeq: seq, kinds: ['CONFLICT'], proofId })
}

/** Sums of a closed batch stay what they are: that a checker has seen to their case is their end. */
export async function endSettledTotals(unit: Unit, { terminalId, cause, rule }: CorrectionCaseRow): Promise<void> {
  const [, , epoch, batchNo] = cause.split(':')
  if (rule !== 'R08' || terminalId === null || epoch === undefined || batchNo === undefined) return
  await endSeenTotals(unit, { terminalId, epoch: Number(epoch), batchNo })
}
