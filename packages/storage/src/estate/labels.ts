import { changedLabels, type LabelChange } from '@budeng/fleet'
import { columnList, type TerminalLabelRow, terminalLabelTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'

/** What terminals are labelled with, in the order of labels. */
export async function labelsOf(db: Scoped, terminalIds: readonly string[]): Promise<TerminalLabelRow[]> {
  return await db.query<TerminalLabelRow>(
    `select ${columnList(terminalLabelTable, 'l')} from terminal_label l where l.terminal_id = any($1) order by l.terminal_id, l.label`,
    [terminalIds],
  )
}

/** What became of a wish to label: how many terminals carry something else now; or the one for which it is too much. */
export type Labelled = { readonly changed: number } | { readonly fullTid: string }

/** Puts labels on terminals and takes others off, with an event for each that carries something else now. */
export async function changeLabels(unit: Unit, terminalIds: readonly string[], wish: LabelChange): Promise<Labelled> {
  // changes come one after the other, so that no terminal gets more than fit; its own row stays free for the gateway
  await unit.query(`select pg_advisory_xact_lock(hashtextextended('terminal labels', 0))`)
  const terminals = await unit.query<TerminalScope & { readonly tid: string }>(
    `select id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId",
       store_id as "storeId", path, tid from terminal where id = any($1) order by id`,
    [terminalIds],
  )
  const standing = labelsByTerminal(await labelsOf(unit, terminalIds))
  const rows: TerminalLabelRow[] = []
  const events: Parameters<Unit['append']>[0][number][] = []
  for (const { tid, ...terminal } of terminals) {
    const before = standing.get(terminal.terminalId) ?? []
    const change = changedLabels(before, wish)
    if (change === null) return { fullTid: tid }
    if (change.add.length + change.remove.length === 0) continue
    const { terminalId, acquirerId, agentId } = terminal
    rows.push(...change.add.map((label) => ({ terminalId, label, acquirerId, agentId, tid })))
    const data = { added: marked('+', change.add), removed: marked('−', change.remove) }
    const at = unit.clock.now()
    events.push({ type: 'TerminalLabelled', subject: terminalId, terminal, path: terminal.path, at, data })
  }
  if (wish.remove.length > 0)
    await unit.execute('delete from terminal_label where terminal_id = any($1) and label = any($2)', [
      terminals.map(({ terminalId }) => terminalId),
      wish.remove,
    ])
  await unnestInsert(unit, terminalLabelTable, rows)
  unit.append(events)
  return { changed: events.length }
}

const marked = (mark: string, labels: readonly string[]) => labels.map((label) => `${mark}${label}`).join(', ')

/** Labels by terminal. */
export function labelsByTerminal(rows: readonly TerminalLabelRow[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>()
  for (const { terminalId, label } of rows) labels.set(terminalId, [...(labels.get(terminalId) ?? []), label])
  return labels
}

/** The numbers of the SIM cards that terminals reported last. */
export async function simCardsOf(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; iccid: string }>(
    `select terminal_id as id, iccid from terminal_trait where terminal_id = any($1) and iccid is not null`,
    [terminalIds],
  )
  return new Map(rows.map(({ id, iccid }) => [id, iccid]))
}
