import { DAY } from '@budeng/kernel'
import { insertChange, peopleByEmail, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { makePayout } from './files.ts'
import type { TestHouse } from './test-house.ts'

/** What money and rules ask two for, of everything that is there at CUP; none of it is decided. */
export async function makeAsked(house: TestHouse): Promise<void> {
  const { owner, fleet } = house
  const { cup } = fleet.nodes
  const payoutId = await makePayout(house, 991)
  const money = { currency: 'CNY', minor: '1' }
  const rows = (sql: string) => owner.read(PLATFORM_SCOPE, (db) => db.query<{ id: string }>(sql))
  const [merchants, matches] = [
    await rows(`select id from node where kind = 'MERCHANT' and path <@ '${cup.path}'`),
    await rows('select id::text as id from record_match'),
  ]
  const wishes = [
    { kind: 'PAYOUT_RETURN' as const, subject: payoutId, after: { reference: 'bank' } },
    ...matches.map(({ id }) => ({ kind: 'WRITE_OFF' as const, subject: id, after: money })),
    {
      kind: 'CORRECTION_LIMITS' as const,
      subject: cup.id,
      after: {
        ...{ currency: 'CNY', tierOneMinor: '1', tierTwoMinor: '2', dayMinor: '3' },
        ...{ dayCount: 4, automaticMinor: '1' },
      },
    },
    { kind: 'RULE_MODE' as const, subject: cup.id, after: { rule: 'R01', ruleVersion: 1, mode: 'AUTO' } },
    ...merchants.map(({ id }) => ({
      kind: 'PAYOUT' as const,
      subject: id,
      after: { ...money, throughDate: '2026-11-01', reference: 'bank' },
    })),
  ]
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const [admin] = await peopleByEmail(unit, 'admin@cup.test')
    if (admin === undefined) throw new Error('there is no administrator')
    const at = unit.clock.now()
    for (const wish of wishes)
      await insertChange(unit, {
        ...{ ...wish, id: unit.newId('change'), path: cup.path, before: null, hash: 'asked', baseVersion: 0 },
        ...{ needsAbove: false, reason: 'everything', requestedBy: admin.id, requestedHuman: admin.humanId },
        ...{ requestedAt: at, state: 'PENDING' as const, decidedBy: null, decidedAt: null, note: null },
        ...{ lapsesAt: at + 3 * DAY, breakGlassId: null, version: 1 },
      })
  })
}
