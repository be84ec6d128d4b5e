import type { Received } from '@budeng/transactions'
import { lockHeld } from '../../gateway/connections.ts'
import { type JournalStreamRow, journalStreamTable } from '../../rows/journal.ts'
import { columnList, updateSet } from '../../rows/unnest.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { type Arrival, journalKeyText } from './arrivals.ts'
import { EMPTY_ROOT } from './tree.ts'

/** A journal's row, and where its acquirer counts days. */
export type HeldJournal = JournalStreamRow & { readonly timeZone: string }
export type JournalStreams = ReadonlyMap<string, HeldJournal>
type Claim = Pick<Arrival, 'terminalId' | 'fence' | 'epoch'>

const COLUMNS = columnList(journalStreamTable, 's')

/**
 * Journals of terminals that this gateway still holds under the fence that it knows, locked in key order. Those that are
 * missing in the answer it has lost; a journal that nothing has come of yet is made.
 */
export async function lockJournals(unit: Unit, gatewayId: string, claims: readonly Claim[]): Promise<JournalStreams> {
  const found = await lockFound(unit, gatewayId, claims)
  const absent = claims.filter((claim) => !found.has(journalKeyText(claim)))
  if (absent.length === 0) return found
  const held = await lockHeld(unit, gatewayId, absent)
  const made = absent.filter(({ terminalId }) => held.has(terminalId))
  if (made.length === 0) return found
  await makeJournals(unit, made)
  return new Map([...found, ...(await lockFound(unit, gatewayId, made))])
}

async function lockFound(unit: Unit, gatewayId: string, claims: readonly Claim[]): Promise<JournalStreams> {
  const rows = await unit.prepared<HeldJournal>(
    'lock-journals',
    `select ${COLUMNS}, a.time_zone as "timeZone" from unnest($1::text[], $2::bigint[], $3::int[]) as n (terminal_id, fence, epoch)
     join connection c on c.terminal_id = n.terminal_id and c.fence = n.fence and c.gateway_id = $4 and c.connected
     join journal_stream s on s.terminal_id = n.terminal_id and s.epoch = n.epoch
     join node a on a.id = s.acquirer_id
     order by s.terminal_id, s.epoch for update of s for share of c`,
    [
      claims.map(({ terminalId }) => terminalId),
      claims.map(({ fence }) => fence),
      claims.map(({ epoch }) => epoch),
      gatewayId,
    ],
  )
  return new Map(rows.map((row) => [journalKeyText(row), row]))
}

/** Only of epochs that there are: a terminal does not raise its own. */
async function makeJournals(unit: Unit, claims: readonly Claim[]): Promise<void> {
  const params = [claims.map(({ terminalId }) => terminalId), claims.map(({ epoch }) => epoch)]
  const at = new Date(unit.clock.now())
  await unit.execute(
    `insert into journal_stream (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, epoch, root, newest, changed_at)
     select t.id, t.acquirer_id, t.agent_id, t.merchant_id, t.store_id, t.path, n.epoch, $3, n.epoch = t.journal_epoch, $4
     from unnest($1::text[], $2::int[]) as n (terminal_id, epoch) join terminal t on t.id = n.terminal_id and t.journal_epoch >= n.epoch
     order by t.id, n.epoch on conflict do nothing`,
    [...params, EMPTY_ROOT, at],
  )
  await unit.execute(
    `update journal_stream s set newest = false from terminal t
     where t.id = any($1::text[]) and s.terminal_id = t.id and s.newest and s.epoch < t.journal_epoch`,
    [params[0]],
  )
}

/** The same rows without a lock, e.g. for a welcome. */
export async function readJournals(
  db: Scoped,
  keys: readonly Pick<Claim, 'terminalId' | 'epoch'>[],
): Promise<JournalStreams> {
  const rows = await db.query<HeldJournal>(
    `select ${COLUMNS}, a.time_zone as "timeZone" from unnest($1::text[], $2::int[]) as n (terminal_id, epoch)
     join journal_stream s using (terminal_id, epoch) join node a on a.id = s.acquirer_id`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch)],
  )
  return new Map(rows.map((row) => [journalKeyText(row), row]))
}

/** Under the lock of `lockJournals`. */
export async function saveJournals(unit: Unit, rows: readonly JournalStreamRow[]): Promise<void> {
  if (rows.length === 0) return
  const { sql, params } = updateSet(journalStreamTable, rows, [
    'throughSeq',
    'ahead',
    'frontier',
    'root',
    'unproven',
    'gapSince',
    'gapTold',
    'equalSeq',
    'equalFrontier',
    'equalAt',
    'agreement',
    'comparedSeq',
    'comparedAt',
    'changedAt',
  ])
  await unit.prepared('save-journals', sql, params)
}

export function receivedOf({ throughSeq, ahead }: Pick<JournalStreamRow, 'throughSeq' | 'ahead'>): Received {
  return {
    throughSeq,
    ahead: Array.from({ length: ahead.length / 2 }, (_, place) => ({
      first: ahead[2 * place] ?? 0,
      last: ahead[2 * place + 1] ?? 0,
    })),
  }
}

export function aheadOf({ ahead }: Received): number[] {
  return ahead.flatMap(({ first, last }) => [first, last])
}
