import type { TerminalScope, Unit } from '../unit.ts'

/** Where a terminal stands, and its number. */
export async function terminalAt(unit: Unit, id: string): Promise<TerminalScope & { readonly tid: string }> {
  const [row] = await unit.query<TerminalScope & { tid: string }>(
    `select id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId", store_id as "storeId", path, tid
     from terminal where id = $1`,
    [id],
  )
  if (row === undefined) throw new Error(`no ${id}`)
  return row
}

/** As if the terminal were connected at that gateway; answers its fence. */
export async function holdTerminal(
  unit: Unit,
  { id, deviceId }: { readonly id: string; readonly deviceId: string },
  gatewayId: string,
): Promise<number> {
  const [held] = await unit.query<{ fence: number }>(
    `insert into connection (terminal_id, device_id, gateway_id, fence, conn, connected, connected_at) values ($1, $2, $3, 1, 1, true, $4)
     on conflict (terminal_id) do update set gateway_id = $3, connected = true, fence = connection.fence + 1 returning fence`,
    [id, deviceId, gatewayId, new Date(unit.clock.now())],
  )
  return held?.fence ?? 0
}

const SCOPE = ['terminal_id', 'acquirer_id', 'agent_id', 'merchant_id', 'store_id', 'path']
const scope = (alias: string) => SCOPE.map((name) => `${alias}.${name}`).join(', ')

/** A terminal's one batch closed by force, two proofs, a difference that is open and one that is closed: rows for walks. */
export async function compareByHand(unit: Unit, terminalId: string, closedByEmail: string): Promise<void> {
  const at = new Date(unit.clock.now())
  const proofs = [unit.newId('proof'), unit.newId('proof')]
  await unit.execute(
    `insert into consistency_proof (${SCOPE.join(', ')}, id, epoch, batch_id, kind, from_seq, through_seq, root_terminal, root_host, totals_equal, equal, proven_at)
     select ${scope('b')}, made.id, b.epoch, b.id, 'BATCH', 1, 3, s.root, s.root, true, true, $3
     from batch b join journal_stream s on s.terminal_id = b.terminal_id cross join unnest($2::text[]) as made (id) where b.terminal_id = $1`,
    [terminalId, proofs, at],
  )
  await unit.execute(
    `insert into open_difference (${SCOPE.join(', ')}, id, epoch, from_seq, to_seq, kind, amount, currency, exponent, leaf_host, leaf_terminal, body_terminal, opened_at, closed_at, closed_by_proof)
     select ${scope('s')}, made.id, s.epoch, made.n, made.n, 'ALTERED', 11800, 'CNY', 2, s.root, s.root, '{"type":"PURCHASE"}', $3::timestamptz,
       case made.n when 2 then $3::timestamptz end, case made.n when 2 then $4 end
     from journal_stream s cross join unnest($2::text[]) with ordinality as made (id, n) where s.terminal_id = $1`,
    [terminalId, [unit.newId('difference'), unit.newId('difference')], at, proofs[0]],
  )
  await unit.execute(
    `update batch set state = 'FORCE_CLOSED', closed_at = $2, closing_at = $2, compared_at = $2, reason = 'everything', through_seq = 3, count_terminal = 3,
       root_terminal = s.root, root_host = s.root, closed_by = (select id from person where email = $3)
     from journal_stream s where batch.terminal_id = $1 and s.terminal_id = batch.terminal_id`,
    [terminalId, at, closedByEmail],
  )
  await unit.execute(
    'update batch_total set said_count = count, said_amount = amount where batch_id in (select id from batch where terminal_id = $1)',
    [terminalId],
  )
  await unit.execute(
    `update journal_stream set agreement = 'DIFFERENT', equal_seq = 2, equal_at = $2, compared_at = $2, gap_since = $2, ahead = '{9,12}' where terminal_id = $1`,
    [terminalId, at],
  )
}
