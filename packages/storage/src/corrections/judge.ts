import type { Checker, CorrectionInput, TierLimits, WaiveGround } from '@budeng/corrections'
import { refuse } from '@budeng/kernel'
import { humansOf } from '../access/humans.ts'
import { correctionDecisionTable, type CorrectionDecisionRow, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { loadCorrections, sayToCorrection } from './corrections.ts'
import { placeOfTerminal } from './place.ts'
import { previewCorrection } from './preview.ts'
import { proposalOf } from './stored.ts'
import { answerOf, type CorrectionAnswer, hold, type HeldCorrection } from './write.ts'

/** The second person says yes to exactly what the hash names. Of two at once one waits for the other, and is told. */
export async function approveCorrection(
  unit: Unit,
  id: string,
  checker: Checker,
  hash: string,
): Promise<CorrectionAnswer | null> {
  const held = await hold(unit, id)
  if (held === null) return null
  const { moveTo } = held.correction
  // it would look like nowhere to them, and is not
  if (moveTo !== null && (await placeOfTerminal(unit, moveTo)) === null) return refuse('PLACE_UNSEEN')
  const { loaded, diffHash, problems, rules } = await previewCorrection(unit, held.place, proposalOf(held.correction))
  // what may not be any more is another world, though no figure shown says so
  const current = { version: loaded.version, diffHash: problems.length > 0 ? '' : diffHash }
  const makerHumans = await makersOf(unit, held)
  const input = { kind: 'approve', at: unit.clock.now(), checker, hash, makerHumans, current } as const
  return await judged(unit, held, checker, 'APPROVED', input, rules.tiers)
}

/** The second person says no, and why. */
export async function rejectCorrection(
  unit: Unit,
  id: string,
  checker: Checker,
  hash: string,
  reason: string,
): Promise<CorrectionAnswer | null> {
  const held = await hold(unit, id)
  if (held === null) return null
  const makerHumans = await makersOf(unit, held)
  const at = unit.clock.now()
  return await judged(unit, held, checker, 'REJECTED', { kind: 'reject', at, checker, hash, reason, makerHumans })
}

/** A checker gives up on the proof, on a ground that is so. The correction stays posted, and in the report. */
export async function waiveCorrection(
  unit: Unit,
  id: string,
  checker: Checker,
  ground: WaiveGround,
  note: string,
): Promise<CorrectionAnswer | null> {
  const held = await hold(unit, id)
  if (held === null) return null
  const [makerHumans, grounds] = [await makersOf(unit, held), await waiveGroundsOf(unit, held)]
  const at = unit.clock.now()
  return await judged(unit, held, checker, 'WAIVED', { kind: 'waive', at, checker, makerHumans, ground, note, grounds })
}

/** Once more: posting, or the terminal that said no, was not reached, or answered another root. Null `by`: the platform. */
export async function retryCorrection(unit: Unit, id: string, by: string | null): Promise<CorrectionAnswer | null> {
  const [row] = await loadCorrections(unit, [id], 'update')
  if (row === undefined) return null
  return answerOf(await sayToCorrection(unit, row, { kind: 'retry', at: unit.clock.now(), by }))
}

/** Stores what follows and, when it counts, who said it. */
async function judged(
  unit: Unit,
  held: HeldCorrection,
  { personId, humanId, organisationId }: Checker,
  verdict: CorrectionDecisionRow['verdict'],
  input: Extract<CorrectionInput, { kind: 'approve' | 'reject' | 'waive' }>,
  limits?: TierLimits,
): Promise<CorrectionAnswer> {
  const said = await sayToCorrection(unit, held.row, input, {}, limits)
  const { decision, row } = said
  // an approval of what is stale by now counts for nothing
  const counts = decision.ok && decision.events.some(({ type }) => type !== 'CorrectionStale')
  if (counts)
    await unnestInsert(unit, correctionDecisionTable, [
      {
        correctionId: row.id,
        place: row.version,
        path: row.path,
        verdict,
        ...{ personId, humanId, organisationId },
        hash: row.diffHash,
        note: input.kind === 'reject' ? input.reason.trim() : input.kind === 'waive' ? input.note.trim() : '',
        at: input.at,
      },
    ])
  return answerOf(said)
}

/** The humans behind the makers' accounts, as known now. */
async function makersOf(unit: Unit, { correction }: HeldCorrection): Promise<readonly string[]> {
  const humans = await humansOf(
    unit,
    correction.makers.map(({ personId }) => personId),
  )
  return humans.map(({ humanId }) => humanId)
}

/** On which grounds the proof of a correction may be given up. */
export async function waiveGroundsOf(
  db: Scoped,
  { correction: { target }, place }: Pick<HeldCorrection, 'correction' | 'place'>,
): Promise<WaiveGround[]> {
  const [settled] =
    target === null
      ? []
      : await db.query(
          'select from batch where terminal_id = $1 and epoch = $2 and batch_no = $3 and closed_at is not null',
          [target.terminalId, target.epoch, target.key.batch],
        )
  const grounds: (WaiveGround | false)[] = [
    settled !== undefined && 'BATCH_SETTLED',
    place.isRetired && 'TERMINAL_RETIRED',
    target !== null && target.epoch < place.epoch && 'OLDER_EPOCH',
  ]
  return grounds.filter((each) => each !== false)
}
