import { evolveCase, type Hit, openCase } from '@budeng/corrections'
import {
  type CorrectionCaseRow,
  correctionCaseTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  unnestInsert,
} from '@budeng/storage'
import { terminalAt } from '@budeng/storage/testing'
import type { TestHouse } from './test-house.ts'

let turn = 0

/** What a rule found at a terminal: an amount that the host says otherwise. */
export function amountHit(place: string, change: Partial<Hit> = {}): Hit {
  return {
    ...{ rule: 'R07', version: 1, severity: 'HIGH', cause: `transaction:${place}:${++turn}`, subjects: [place] },
    ...{ kind: 'WRONG_AMOUNT', atStake: { minor: 6_300n, currency: 'CNY', exponent: 2 }, patch: { amount: '7000' } },
    explanation: { code: 'AMOUNT_MISMATCH', facts: { place, terminal: '7.00', source: 'HOST', there: '70.00' } },
    evidence: [{ id: `sign-on:${place}`, source: 'HOST', agrees: true, recordKey: null }],
    ...change,
  }
}

/** A case of hits, as detection opens it; `facts`: what came of it since. */
export async function makeCase(
  house: TestHouse,
  terminalId: string,
  hits: readonly Hit[],
  facts: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { tid: _tid, ...scope } = await terminalAt(unit, terminalId)
    const at = unit.clock.now()
    const one = { ...evolveCase(null, openCase(unit.newId('case'), hits, at)), ...facts }
    const [first] = hits
    const row: CorrectionCaseRow = {
      ...scope,
      ...{
        id: one.id,
        cause: one.cause,
        rule: first?.rule ?? '',
        ruleVersion: 1,
        state: one.state,
        severity: one.severity,
      },
      ...{ amount: first?.atStake?.minor ?? null, currency: 'CNY', exponent: 2, openedAt: at, changedAt: at },
      ...{ closedAt: null, verdict: null, judgedBy: null, judgedAt: null, suppressedUntil: null },
      ...{ proposeAt: null, lapsedAt: null },
      facts: JSON.parse(
        JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ) as object,
      version: one.version,
    }
    await unnestInsert(unit, correctionCaseTable, [row])
    return row.id
  })
}
