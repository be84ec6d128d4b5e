import type { CorrectionKind, Proposal } from '@budeng/corrections'
import { entryOf, recordedFounding, tombstone } from '@budeng/transactions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import { postDueCorrections, submitCorrection } from '../index.ts'
import { fromStoredFacts } from '../transactions/journal/facts-text.ts'
import { sale, stan } from '../transactions/journal/journal.fixture.ts'
import { Bench, checker, LI } from './corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
let made = 0

const SALE = sale(1, { amount: '10000' })
const LINK = { originalBatch: '000001', originalStan: stan(5), originalType: 'PURCHASE' } as const
const STEPS: readonly (readonly [CorrectionKind, Proposal['patch']])[] = [
  ['WRONG_AMOUNT', { amount: '9000' }],
  ['WRONG_AMOUNT', { amount: '12000' }],
  ['WRONG_TYPE', { type: 'REFUND' }],
  ['WRONG_CURRENCY_EXPONENT', { amount: '100', currency: 'JPY', exponent: '0' }],
  ['DUPLICATE_RECORD', LINK],
  ['DUPLICATE_CHARGE', LINK],
  ['STATUS_MISMATCH', { outcome: 'DECLINED' }],
  ['STATUS_MISMATCH', { outcome: 'APPROVED' }],
  ['PHANTOM', {}],
  ['UNREVERSED', {}],
]

test('any sequence of corrections: postings are zero, the originals readable, the net is the sum of versions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.nat(STEPS.length - 1)), { minLength: 1, maxLength: 7 }),
      async (steps) => {
        const house = await Bench.make({ owner, app, gateway }, `p${made++}x`)
        await house.bring(1, SALE, sale(2, { amount: '7000' }))
        let nth = 0
        for (const [number, which] of steps) {
          const [kind, patch] = STEPS[which] ?? ['PHANTOM', {}]
          const maker = { ...LI, personId: `usr_p${made}_${nth}`, humanId: `hum_p${made}_${nth++}` }
          const row = await house.draft(kind, stan(number), patch, { maker })
          await house.asApp((unit) => submitCorrection(unit, row.id, maker))
          await house.approve(row, checker('a'))
          await house.approve(row, checker('b'))
          await postDueCorrections(worker, 100)
          expect(['POSTED', 'INVALID']).toContain((await house.now(row)).state)
        }
        expect(await house.off()).toBe(0n)
        const rows = await house.rows<{ facts: object; amount: bigint; stan: string }>(
          'select facts, stan, amount::numeric as amount from transaction where terminal_id = $1 order by stan',
          [house.hand.terminalId],
        )
        const originals = rows.map(({ facts, stan: number }) =>
          recordedFounding(fromStoredFacts(facts, tombstone({ batch: '000001', stan: number, msgClass: 'FIN' }))),
        )
        expect(originals.map((founding) => founding?.money?.minor)).toEqual([10_000n, 7_000n])
        expect(rows.map(({ amount }) => amount)).toEqual([10_000n, 7_000n])
        const standing = await house.rows<{ stan: string; currency: string; minor: bigint }>(
          `select t.stan, p.currency, sum(p.minor)::numeric as minor from ledger_entry e join ledger_posting p on p.entry_id = e.id
           join ledger_account a on a.id = p.account_id and a.kind = 'TERMINAL_CLEARING' join transaction t on t.id = e.transaction_id
           where e.terminal_id = $1 group by 1, 2 having sum(p.minor) <> 0 order by 1`,
          [house.hand.terminalId],
        )
        const meant = rows.flatMap(({ facts, stan: number }) => {
          const key = { batch: '000001', stan: number, msgClass: 'FIN' } as const
          const { gross } = entryOf(fromStoredFacts(facts, tombstone(key)), null, false)
          return gross === null ? [] : [{ stan: number, currency: gross.currency, minor: gross.minor }]
        })
        expect(standing).toEqual(meant)
        const off = await house.rows(
          `select from ledger_entry e join ledger_posting p on p.entry_id = e.id where e.terminal_id = $1 group by e.id, p.currency having sum(p.minor) <> 0`,
          [house.hand.terminalId],
        )
        expect(off).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
}, 120_000)
