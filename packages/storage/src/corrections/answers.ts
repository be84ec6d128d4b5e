import type { TerminalAnswer } from '@budeng/corrections'
import { type Command, type CommandResult, isFinal } from '@budeng/fleet'
import type { JournalRecord } from '@budeng/transactions'
import type { CorrectionRow } from '../rows/index.ts'
import { openDifferences } from '../transactions/journal/differences.ts'
import { trustOf } from '../transactions/journal/trust.ts'
import type { Unit } from '../unit.ts'
import { loadCorrections, sayToCorrection } from './corrections.ts'
import { proveApplied, stakeColumns } from './prove.ts'
import { correctionOf, scopeOfRow } from './stored.ts'

/** As much of an order as its correction hears of. */
export type OrderWord = Pick<Command, 'id' | 'type' | 'state' | 'params' | 'result' | 'lateResult' | 'why'>

/** True for an order of which something is to be told: it is over, or was answered after that. */
export function isNewsOfOrder(before: Pick<Command, 'state' | 'lateResult'>, after: OrderWord): boolean {
  if (after.type !== 'CORRECTION_APPLY' || !isFinal(after.state)) return false
  return !isFinal(before.state) || (before.lateResult === null && after.lateResult !== null)
}

/**
 * What became of orders, said to their corrections: the terminal's answer, held against the record in its own journal, or
 * that there is none. In the transaction that moves the commands, after their locks.
 */
export async function hearOfOrders(unit: Unit, orders: readonly OrderWord[]): Promise<void> {
  if (orders.length === 0) return
  const rows = await loadCorrections(unit, [...new Set(orders.map(correctionIdOf))], 'update')
  for (const row of rows)
    await hearOf(
      unit,
      row,
      orders.filter((order) => correctionIdOf(order) === row.id),
    )
}

/** Amendments came into a journal: answers that came before them, and were given up, count after all. */
export async function hearOfAmendments(unit: Unit, correctionIds: readonly string[]): Promise<void> {
  const rows = (await loadCorrections(unit, correctionIds, 'update')).filter((row) => isUnproven(row))
  const ids = rows.flatMap((row) => correctionOf(row).commandIds)
  if (ids.length === 0) return
  const orders = await unit.query<OrderWord>(
    `select id, type, state, params, result, late_result as "lateResult", why from command
     where id = any($1::text[]) and finished_at is not null order by id`,
    [ids],
  )
  for (const row of rows)
    await hearOf(
      unit,
      row,
      orders.filter((order) => correctionIdOf(order) === row.id && answerOf(order)?.kind === 'APPLIED'),
    )
}

function isUnproven({ state }: CorrectionRow): boolean {
  return state === 'SENT' || state === 'UNREACHABLE' || state === 'NACKED'
}

async function hearOf(unit: Unit, first: CorrectionRow, orders: readonly OrderWord[]): Promise<void> {
  let row = first
  for (const order of orders) row = await hear(unit, row, order)
  await proveApplied(unit, [row])
}

async function hear(unit: Unit, row: CorrectionRow, order: OrderWord): Promise<CorrectionRow> {
  const at = unit.clock.now()
  const answer = answerOf(order)
  const expectedLeaf = answer?.kind === 'APPLIED' ? await leafOfAmendment(unit, row, answer.seq) : null
  const isEmptyWord = answer?.kind === 'APPLIED' && expectedLeaf === null && order.state !== 'SUCCEEDED'
  if (answer === null || isEmptyWord) {
    // an earlier order that ends says nothing about the last
    if (correctionOf(row).commandIds.at(-1) !== order.id) return row
    return (await sayToCorrection(unit, row, { kind: 'unreachable', at, code: codeOf(order) })).row
  }
  const said = await sayToCorrection(unit, row, { kind: 'answered', at, commandId: order.id, answer, expectedLeaf })
  const isDoubted = said.decision.ok && said.decision.events.some(({ type }) => type === 'CorrectionAnswerDoubted')
  if (!isDoubted || answer.kind !== 'APPLIED') return said.row
  await tellDifference(unit, said.row, answer, expectedLeaf)
  return (await sayToCorrection(unit, said.row, { kind: 'unreachable', at, code: 'ANSWER_DOUBTED' })).row
}

async function tellDifference(
  unit: Unit,
  row: CorrectionRow,
  { seq, leaf }: { readonly seq: number; readonly leaf: string },
  expectedLeaf: string | null,
): Promise<void> {
  if (row.epoch === null) return
  await openDifferences(unit, [
    {
      scope: scopeOfRow(row),
      epoch: row.epoch,
      fromSeq: seq,
      toSeq: seq,
      kind: 'CORRECTION',
      ...stakeColumns(row),
      leafHost: expectedLeaf === null ? null : Buffer.from(expectedLeaf, 'hex'),
      leafTerminal: Buffer.from(leaf, 'hex'),
    },
  ])
}

/** The leaf of this correction's amendment at that number of its journal; null when another record is there, or none. */
async function leafOfAmendment(unit: Unit, { id, terminalId, epoch }: CorrectionRow, seq: number) {
  if (epoch === null) return null
  const [found] = await unit.query<{ leaf: Buffer; body: string | null }>(
    `select leaf, body from journal_record where terminal_id = $1 and epoch = $2 and seq = $3 and type = 'AMENDMENT' and proven`,
    [terminalId, epoch, seq],
  )
  if (found === undefined || found.body === null) return null
  const record = JSON.parse(found.body) as JournalRecord
  const trust = await trustOf(unit, [{ terminalId, epoch, records: [{ seq, record }] }])
  const isIts = record.amendment?.correctionId === id && trust.isAskedFor({ terminalId, epoch }, seq)
  return isIts ? found.leaf.toString('hex') : null
}

function correctionIdOf({ params }: OrderWord): string {
  return String(params['correctionId'])
}

/** Why there is no answer. */
function codeOf({ state, why }: OrderWord): string {
  return state === 'REMOVED' ? String(why.params['code'] ?? state) : state
}

/** What the terminal said of the correction itself; null: nothing. [P-22.6] */
function answerOf({ state, result, lateResult }: OrderWord): TerminalAnswer | null {
  const said = result ?? lateResult
  if (said === null) return null
  const { code, data = {} } = said
  if (code === 'APPLIED') return appliedOf(data)
  const isNo = said.status === 'REJECTED' && (state === 'REJECTED' || lateResult !== null)
  return isNo ? nackOf(said) : null
}

function appliedOf({ amendmentSeq, leaf, root }: NonNullable<CommandResult['data']>): TerminalAnswer | null {
  const [leafHex, rootHex] = [hexOf(leaf), hexOf(root)]
  if (typeof amendmentSeq !== 'number' || leafHex === null || rootHex === null) return null
  return { kind: 'APPLIED', seq: amendmentSeq, leaf: leafHex, root: rootHex }
}

function nackOf({ code, data = {} }: CommandResult): TerminalAnswer {
  if (code === 'NACK_BASE') return { kind: 'NACK_BASE', ownLeaf: hexOf(data['leaf']) }
  const reason = code === 'NACK_POLICY' && typeof data['reason'] === 'string' ? data['reason'] : code
  return { kind: 'NACK_POLICY', reason: reason.replace(/^NACK_/, '') }
}

function hexOf(base64url: unknown): string | null {
  return typeof base64url === 'string' ? Buffer.from(base64url, 'base64url').toString('hex') : null
}
