import { RULES, type RuleId } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { FAULTS, type Fault, type Injected, kindOf, RULE_OF } from './truth.ts'

/** A hit as it was kept, whatever became of its case. */
interface HitRow {
  readonly rule: RuleId
  readonly cause: string
  readonly kind: string | null
  readonly minor: string | null
  readonly code: string
}

export interface RuleRow {
  readonly rule: RuleId
  readonly name: string
  readonly isExact: boolean
  readonly injected: number
  readonly found: number
  /** Causes that it named, and those of them in which nothing was wrong. */
  readonly named: number
  readonly wrong: readonly string[]
}

export interface FaultRow {
  readonly fault: Fault
  readonly rule: RuleId
  readonly injected: number
  readonly found: number
  /** With the kind of correction that puts it right. */
  readonly kindRight: number
  /** Money in minor units, as injected and as found. */
  readonly money: bigint
  readonly moneyFound: bigint
  readonly missed: readonly string[]
}

export interface Judgement {
  readonly rules: readonly RuleRow[]
  readonly faults: readonly FaultRow[]
  readonly cases: number
}

/** Holds what rules found since then against what was injected. */
export async function judge(owner: Storage, truth: readonly Injected[], since: Instant): Promise<Judgement> {
  const rows = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<HitRow>(
      `select h.rule, c.cause, h.facts ->> 'kind' as kind, h.facts -> 'atStake' ->> 'minor' as minor, h.facts -> 'explanation' ->> 'code' as code
       from case_hit h join correction_case c on c.id = h.case_id where h.mode <> 'SHADOW' and h.found_at >= $1 order by h.found_at, c.id`,
      [new Date(since)],
    ),
  )
  const wrongAt = new Set(truth.map(({ cause }) => cause))
  const byRule = new Map<RuleId, Map<string, HitRow[]>>()
  for (const row of rows) {
    const causes = byRule.get(row.rule) ?? new Map<string, HitRow[]>()
    causes.set(row.cause, [...(causes.get(row.cause) ?? []), row])
    byRule.set(row.rule, causes)
  }
  const rules = RULES.map(({ id, name, isExact }): RuleRow => {
    const causes = byRule.get(id) ?? new Map<string, HitRow[]>()
    const own = truth.filter(({ fault }) => RULE_OF[fault] === id)
    const wrong = [...causes].filter(([cause]) => !wrongAt.has(cause))
    return {
      ...{ rule: id, name, isExact, injected: own.length, named: causes.size },
      found: own.filter(({ cause }) => causes.has(cause)).length,
      wrong: wrong.map(([cause, hits]) => `${id} ${hits[0]?.code ?? ''} ${cause}`),
    }
  })
  const faults = FAULTS.map((fault) => faultRow(fault, truth, byRule.get(RULE_OF[fault]) ?? new Map()))
  return { rules, faults, cases: new Set(rows.map(({ cause }) => cause)).size }
}

function faultRow(fault: Fault, truth: readonly Injected[], causes: ReadonlyMap<string, readonly HitRow[]>): FaultRow {
  const own = truth.filter((each) => each.fault === fault)
  const kind = kindOf(fault)
  const found = own.filter(({ cause }) => causes.has(cause))
  return {
    ...{ fault, rule: RULE_OF[fault], injected: own.length, found: found.length },
    kindRight: found.filter(({ cause }) => kind === null || causes.get(cause)?.some((hit) => hit.kind === kind)).length,
    money: own.reduce((sum, { minor }) => sum + (minor ?? 0n), 0n),
    moneyFound: found.reduce(
      (sum, { cause, minor }) => (minor === null ? sum : sum + stakeOf(causes.get(cause) ?? [])),
      0n,
    ),
    missed: own.filter(({ cause }) => !causes.has(cause)).map(({ cause }) => `${fault} ${cause}`),
  }
}

/** Of hits on one record the last, which is what is shown. */
function stakeOf(hits: readonly HitRow[]): bigint {
  return BigInt(hits.findLast(({ minor }) => minor !== null)?.minor ?? 0)
}
