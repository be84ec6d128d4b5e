import type { Hit, RuleMode } from '@budeng/corrections'
import { isConnectionLost, isWorthRepeating } from '../../faults.ts'
import { PLATFORM_SCOPE } from '../../scope.ts'
import type { Storage } from '../../storage.ts'
import { PLATFORM_ACTOR, type Scoped, type Unit } from '../../unit.ts'
import { withdrawDrafts } from '../cases/by-hand.ts'
import { loadCases, sayToCase, settleDraft } from '../cases/cases.ts'
import { caseOf } from '../cases/stored-case.ts'
import { type RuleStanding, ruleStandings } from '../rules/standings.ts'
import { createCorrection } from '../write.ts'
import { submitByItself } from './automatic.ts'
import { type Draftable, draftables, wishOfHit } from './drafts.ts'

/** What became of a case of which corrections were to be drafted. */
export interface Proposed {
  readonly drafted: number
  /** Of these, handed in and approved by the automatic policy. */
  readonly automatic: number
}

/** Cases of which a correction is to be drafted, the longest waiting first. */
export async function casesToPropose(db: Scoped, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from correction_case where propose_at <= $1 order by propose_at, id limit $2`,
    [new Date(db.clock.now()), limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * Drafts corrections of cases, each case in a transaction of its own, so that one that cannot be drafted keeps nobody
 * waiting: it stays open for people. Answers how many cases were tried.
 */
export async function proposeDueCases(storage: Storage, limit: number): Promise<{ tried: number } & Proposed> {
  const ids = await storage.read(PLATFORM_SCOPE, (db) => casesToPropose(db, limit))
  let [drafted, automatic] = [0, 0]
  for (const id of ids)
    try {
      const done = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => proposeForCase(unit, id))
      drafted += done.drafted
      automatic += done.automatic
    } catch (error) {
      // the database was away: it is tried again
      if (isWorthRepeating(error) || isConnectionLost(error)) throw error
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => settleDraft(unit, id))
    }
  return { tried: ids.length, drafted, automatic }
}

/** Drafts the corrections of one case anew: what was drafted before and nobody made his own is taken back first. */
export async function proposeForCase(unit: Unit, id: string): Promise<Proposed> {
  await withdrawDrafts(unit, [id])
  const [row] = await loadCases(unit, [id], 'update')
  if (row === undefined || row.proposeAt === null) return { drafted: 0, automatic: 0 }
  await settleDraft(unit, id)
  if (row.state !== 'OPEN') return { drafted: 0, automatic: 0 }
  const standings = await ruleStandings(unit, row.acquirerId)
  let [state, drafted, automatic] = [row, 0, 0]
  for (const draftable of draftables(caseOf(row), (hit) => modeOf(standings, hit))) {
    const wish = await wishOfHit(unit, row, draftable.hit)
    const made = wish === null ? null : await createCorrection(unit, wish)
    if (made?.ok !== true) continue
    drafted++
    const at = unit.clock.now()
    state = (await sayToCase(unit, { ...state, proposeAt: null }, { kind: 'propose', at, correctionId: made.row.id }))
      .row
    if (await goesByItself(unit, made.row.id, draftable, standings)) automatic++
  }
  return { drafted, automatic }
}

function standingOf(standings: readonly RuleStanding[], hit: Hit): RuleStanding | undefined {
  return standings.find(({ rule }) => rule.id === hit.rule && rule.version === hit.version)
}

function modeOf(standings: readonly RuleStanding[], hit: Hit): RuleMode {
  return standingOf(standings, hit)?.effective ?? 'SHADOW'
}

async function goesByItself(
  unit: Unit,
  correctionId: string,
  { hit, mode }: Draftable,
  standings: readonly RuleStanding[],
): Promise<boolean> {
  const standing = standingOf(standings, hit)
  if (mode !== 'AUTO' || standing === undefined) return false
  const verdict = await submitByItself(unit, correctionId, { hit, mode, precision: standing.precision })
  return verdict?.obstacles.length === 0
}
