import {
  type AutomaticVerdict,
  type Correction,
  decideCorrection,
  evolveCorrection,
  FREEZING,
  type Hit,
  inQuestion,
  judgeAutomatic,
  type Precision,
  type RuleMode,
} from '@budeng/corrections'
import type { CorrectionRow } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { saveCorrection } from '../corrections.ts'
import { previewCorrection } from '../preview.ts'
import { proposalOf, shownImpact } from '../stored.ts'
import { hold, type HeldCorrection, othersUnderWay } from '../write.ts'
import { isRuleStopped } from './stopped.ts'

/** How a rule stands when it is asked whether it may correct by itself. */
export interface AutomaticStanding {
  readonly hit: Hit
  readonly mode: RuleMode
  readonly precision: Precision
}

/**
 * Hands in what a rule drafted, in nobody's name, and lets it go when the automatic policy has nothing against it. What it
 * has against it stays a draft for people. Every answer is kept as an event, with all that it was made of.
 */
export async function submitByItself(
  unit: Unit,
  id: string,
  { hit, mode, precision }: AutomaticStanding,
): Promise<AutomaticVerdict | null> {
  const held = await hold(unit, id)
  if (held === null || held.row.state !== 'DRAFT') return null
  const { row, place } = held
  // counted one after the other, so that nobody slips past a cap
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`automatic:${row.acquirerId}`])
  const isSwitchedOff = await isRuleStopped(unit, row.acquirerId, hit.rule)
  const today = await automaticToday(unit, row, place.timeZone)
  const preview = await previewCorrection(unit, place, proposalOf(held.correction))
  const question = {
    ...{ isSwitchedOff, mode, precision, today, inQuestion: inQuestion(hit) },
    isFrozen: await isFrozen(unit, row.terminalId),
    evidence: held.correction.evidence,
    impact: preview.impact,
    caps: preview.rules.automatic,
  }
  const verdict = judgeAutomatic(question)
  tell(unit, row, hit, verdict, { today, precision, isFrozen: question.isFrozen, mode })
  if (verdict.obstacles.length === 0) await submit(unit, held, preview, verdict)
  return verdict
}

async function submit(
  unit: Unit,
  held: HeldCorrection,
  preview: Awaited<ReturnType<typeof previewCorrection>>,
  automatic: AutomaticVerdict,
): Promise<void> {
  const at = unit.clock.now()
  const others = await othersUnderWay(unit, held.row)
  const usage = { count: 0, stake: [] }
  const submitted = decideCorrection(held.correction, { kind: 'submit', at, by: null, usage, others })
  // what it still lacks people may add
  if (!submitted.ok) return
  const waiting = submitted.events.reduce<Correction>(evolveCorrection, held.correction)
  const current = { version: preview.loaded.version, diffHash: preview.diffHash }
  const validated = decideCorrection(waiting, { kind: 'validate', at, problems: preview.problems, current, automatic })
  const events = [...submitted.events, ...(validated.ok ? validated.events : [])]
  await saveCorrection(unit, held.row, events, { impact: shownImpact(preview.impact) })
}

function tell(unit: Unit, row: CorrectionRow, hit: Hit, { obstacles }: AutomaticVerdict, asked: object): void {
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  const { rule, version, evidence } = hit
  const data = { rule, ruleVersion: version, caseId: row.caseId, kind: row.kind, obstacles, evidence, ...asked }
  unit.append([
    {
      type: obstacles.length === 0 ? 'AutomaticAllowed' : 'AutomaticHeldBack',
      subject: row.id,
      terminal: { terminalId, acquirerId, agentId, merchantId, storeId, path },
      path,
      at: unit.clock.now(),
      data,
    },
  ])
}

/** A wiped journal or a clone on this terminal: nothing by itself until a person has seen to it. */
async function isFrozen(db: Scoped, terminalId: string): Promise<boolean> {
  const [row] = await db.query(
    `select from correction_case c join case_hit h on h.case_id = c.id where c.terminal_id = $1 and c.state in ('OPEN', 'PROPOSED', 'SUPPRESSED')
       and h.rule = any($2::text[]) limit 1`,
    [terminalId, [...FREEZING]],
  )
  return row !== undefined
}

/** What went by itself on this day of the acquirer: at the terminal, at the merchant, in all. */
async function automaticToday(
  db: Scoped,
  { terminalId, merchantId, acquirerId }: CorrectionRow,
  timeZone: string,
): Promise<{ readonly terminal: number; readonly merchant: number; readonly acquirer: number }> {
  const [row] = await db.query<{ terminal: number; merchant: number; acquirer: number }>(
    `select count(*) filter (where terminal_id = $2)::int as terminal, count(*) filter (where merchant_id = $3)::int as merchant, count(*)::int as acquirer
     from correction where acquirer_id = $1 and maker_id is null and submitted_at >= date_trunc('day', $4::timestamptz at time zone $5) at time zone $5
       and drafted_at >= $4::timestamptz - interval '31 days'`,
    [acquirerId, terminalId, merchantId, new Date(db.clock.now()), timeZone],
  )
  return row ?? { terminal: 0, merchant: 0, acquirer: 0 }
}
