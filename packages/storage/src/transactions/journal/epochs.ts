import type { Scoped, TerminalScope, Unit } from '../../unit.ts'

/** Which of these terminals have sent something of the journal of their present epoch. */
export async function journalsBegun(db: Scoped, terminalIds: readonly string[]): Promise<readonly string[]> {
  if (terminalIds.length === 0) return []
  const rows = await db.query<{ id: string }>(
    `select t.id from terminal t join journal_stream s on s.terminal_id = t.id and s.epoch = t.journal_epoch
     where t.id = any($1::text[]) and (s.through_seq > 0 or s.ahead <> '{}')`,
    [terminalIds],
  )
  return rows.map(({ id }) => id)
}

/**
 * Raises the epoch of terminals whose numbers would come a second time: a lost store, a batch number that began anew.
 * Answers whose epoch it is now; they learn it at their next hello. [P-17.11] [P-19.3]
 */
export async function raiseEpochs(
  unit: Unit,
  terminalIds: readonly string[],
  reason = 'BATCH_WRAP',
): Promise<ReadonlyMap<string, number>> {
  if (terminalIds.length === 0) return new Map()
  const at = unit.clock.now()
  const rows = await unit.query<TerminalScope & { epoch: number }>(
    `with raised as (select id from terminal where id = any($1::text[]) order by id for no key update)
     update terminal t set journal_epoch = t.journal_epoch + 1, version = t.version + 1, changed_at = $2 from raised where t.id = raised.id
     returning t.id as "terminalId", t.acquirer_id as "acquirerId", t.agent_id as "agentId", t.merchant_id as "merchantId",
       t.store_id as "storeId", t.path::text, t.journal_epoch as epoch`,
    [terminalIds, new Date(at)],
  )
  if (reason === STORE_LOST) await markLost(unit, rows)
  unit.append(
    rows.map(({ epoch, ...terminal }) => ({
      type: 'JournalEpochRaised',
      subject: terminal.terminalId,
      terminal,
      path: terminal.path,
      at,
      data: { epoch, reason },
    })),
  )
  return new Map(rows.map(({ terminalId, epoch }) => [terminalId, epoch]))
}

/** Why an epoch rises when a terminal has lost what it had written. */
export const STORE_LOST = 'STORE_LOST'

/** Its journal held so many records, and holds none now: whatever it had written beyond is gone. */
async function markLost(
  unit: Unit,
  raised: readonly { readonly terminalId: string; readonly epoch: number }[],
): Promise<void> {
  await unit.execute(
    `insert into journal_mark (terminal_id, epoch, at, count_before, count, epoch_before)
     select s.terminal_id, s.epoch, $3, greatest(s.through_seq, coalesce(s.ahead[cardinality(s.ahead)], 0)), 0, s.epoch
     from unnest($1::text[], $2::int[]) as n (id, epoch) join journal_stream s on s.terminal_id = n.id and s.epoch = n.epoch - 1
     order by s.terminal_id on conflict do nothing`,
    [raised.map(({ terminalId }) => terminalId), raised.map(({ epoch }) => epoch), new Date(unit.clock.now())],
  )
}
