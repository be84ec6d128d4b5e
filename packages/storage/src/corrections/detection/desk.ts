import { type DeskEntry, detect, EMPTY_VIEW, type CorrectionKind } from '@budeng/corrections'
import { DAY, type Money } from '@budeng/kernel'
import { DESK_ENTRIES_MAX } from '../../limits.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { moneyRulesOf } from '../money-rules.ts'
import { moniesOf } from '../stored.ts'
import { ruleStandings } from '../rules/standings.ts'
import { suppressionsInForce } from '../rules/suppressions.ts'
import { keepFindings, type Kept } from './findings.ts'
import { readWindows } from './windows.ts'

/** How far the watch over the desk looks back. */
const DESK_BACK_MS = 30 * DAY

/**
 * Looks at an acquirer as a whole: at declines and reversals of the last minutes beside other days, and at the people who
 * correct. A storm or a pattern is a fact of its time: a person sees to it.
 */
export async function lookAtDesk(unit: Unit, acquirerId: string): Promise<Kept> {
  const now = unit.clock.now()
  const windows = await readWindows(unit, acquirerId, now)
  const desk = await readDesk(unit, acquirerId)
  const { tiers } = await moneyRulesOf(unit, acquirerId)
  const standings = (await ruleStandings(unit, acquirerId)).filter(
    ({ rule, isInForce }) => isInForce && OF_ACQUIRERS.has(rule.id),
  )
  const hits = detect(
    { ...EMPTY_VIEW, now, windows, desk, tiers },
    standings.map(({ rule }) => rule),
  )
  if (hits.length === 0) return { opened: 0, gone: 0 }
  const scope = { acquirerId, agentId: null, merchantId: null, storeId: null, terminalId: null, path: acquirerId }
  return await keepFindings(unit, {
    acquirerId,
    found: hits.map((hit) => ({
      hit,
      mode: standings.find(({ rule }) => rule.id === hit.rule && rule.version === hit.version)?.effective ?? 'SHADOW',
    })),
    suppressions: await suppressionsInForce(unit, [acquirerId], DESK_ENTRIES_MAX),
    scopeOf: () => scope,
    cases: [],
    conditions: [],
    isCovered: () => false,
  })
}

const OF_ACQUIRERS: ReadonlySet<string> = new Set(['R20', 'R21'])

/** Corrections of people over the last weeks, as the watch over the desk sees them. */
async function readDesk(db: Scoped, acquirerId: string): Promise<readonly DeskEntry[]> {
  const rows = await db.query<{
    id: string
    at: number
    maker: string
    makerOrganisation: string
    kind: CorrectionKind
    stake: readonly Money[]
    checkers: string[]
    isOwnBenefit: boolean
  }>(
    `select c.id, c.submitted_at as at, c.maker_human as maker, c.maker_organisation_id as "makerOrganisation", c.kind, c.stake,
       array(select d.human_id from correction_decision d where d.correction_id = c.id and d.verdict = 'APPROVED' order by d.place) as checkers,
       coalesce(c.facts -> 'beneficiaries' ? c.maker_organisation_id, false) as "isOwnBenefit"
     from correction c where c.acquirer_id = $1 and c.drafted_at >= $2 and c.maker_human is not null and c.submitted_at is not null
     order by c.drafted_at desc, c.id limit $3`,
    [acquirerId, new Date(db.clock.now() - DESK_BACK_MS), DESK_ENTRIES_MAX],
  )
  return rows.map(({ stake, ...row }) => {
    const [most] = moniesOf(stake).toSorted((a, b) => (b.minor < a.minor ? -1 : 1))
    return { ...row, stake: most ?? { minor: 0n, currency: 'CNY', exponent: 2 } }
  })
}
