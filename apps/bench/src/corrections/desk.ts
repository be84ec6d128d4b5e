import { PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { handInAmount } from '@budeng/storage/corrections-fixture'
import { CORRECTIONS_PER_MAKER } from '../limits.ts'

/** A sale that is to be corrected. */
export interface BenchSale {
  readonly id: string
  readonly terminalId: string
  readonly acquirerId: string
  readonly amount: bigint
}

/** Sales that are approved, of terminals that can be told, each of which nobody corrected yet. */
export async function salesToCorrect(owner: Storage, count: number): Promise<BenchSale[]> {
  return await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<BenchSale>(
      `select t.id, t.terminal_id as "terminalId", t.acquirer_id as "acquirerId", t.amount::numeric as amount from transaction t
       join journal_stream s on s.terminal_id = t.terminal_id and s.epoch = t.epoch and s.newest and s.through_seq >= t.seq
       where t.type = 'PURCHASE' and t.auth_state = 'APPROVED' and t.reversal_state = 'NONE' and t.follow_up_state = 'NONE' and t.amount > 500
         and t.amount < 40000 and not exists (select from correction c where c.transaction_id = t.id) order by md5(t.id) limit ${count}`,
    ),
  )
}

/** One fen less, written by one person and agreed to by another: up to what the worker takes over. */
export async function correctAmount(app: Storage, sale: BenchSale, place: number): Promise<void> {
  const name = Math.floor(place / CORRECTIONS_PER_MAKER)
  const maker = { personId: `usr_m${name}`, humanId: `hum_m${name}`, organisationId: 'org_agent' }
  const { agree } = await handInAmount(app, sale, String(sale.amount - 1n), maker)
  await agree()
}
