import { effectiveMoney, hostStateOf, hostViewOf, type HostDecision, observe } from '@budeng/transactions'
import { HOST_CLOCKS_MS, HOST_DUE_MS, HOST_GIVEN_UP_MS } from '../../limits.ts'
import type { Unit } from '../../unit.ts'
import { decisionsOf, type HostFactKey } from './host-facts.ts'
import { hostsTold, journalsPassed } from './host-words.ts'
import { keepNotes, type MatchNote, noteOf, notesOf, tellFindings } from './notes.ts'
import { type HeldTransaction, holdTransactions, observeTransactions } from './observed.ts'

type Decision = HostDecision & { readonly fact: HostFactKey }

/** A transaction with all that its host decided of it. */
interface Case extends HeldTransaction {
  readonly decisions: readonly Decision[]
  readonly after: HeldTransaction['facts']
}

/**
 * Holds transactions against all that their hosts decided of them: sets what the host saw, and notes how both stand. From
 * the facts of both sides alone, so that it may be asked again at any time and in any order.
 */
export async function judgeByHost(unit: Unit, ids: readonly string[]): Promise<void> {
  const held = await holdTransactions(unit, ids)
  if (held.length === 0) return
  const decided = await decisionsOf(
    unit,
    held.map(({ row }) => row),
  )
  const cases = held.map((each): Case => {
    const decisions = decided.get(each.row.id) ?? []
    const view = hostViewOf(decisions, effectiveMoney(each.facts))
    const after = view === null ? each.facts : observe(each.facts, { kind: 'HOST_SEEN', view })
    return { ...each, decisions, after }
  })
  const changes = await observeTransactions(
    unit,
    cases.map((each) => ({ held: each, after: each.after })),
  )
  await note(unit, cases, new Set(changes.map(({ row }) => row.id)))
}

async function note(unit: Unit, cases: readonly Case[], moved: ReadonlySet<string>): Promise<void> {
  const known = await notesOf(
    unit,
    'HOST',
    cases.map(({ row }) => row.id),
  )
  await claimStrangers(unit, cases, known)
  const passed = await passedOf(unit, cases)
  const noted = cases.flatMap((each, place) => {
    const { row, after, decisions } = each
    const before = known.get(row.id) ?? null
    const isDue = !moved.has(row.id) && unit.clock.now() - row.changedAt > HOST_DUE_MS
    const state = hostStateOf(after, { isDue, isPassed: isDue && passed[place] === true })
    // nobody has anything that moved money: a question that was open is none any more
    const next: MatchNote | null = state ?? (before === null ? null : 'MATCHED')
    if (next === null || next === before) return []
    const last = decisions.toSorted((a, b) => a.position - b.position).at(-1)
    const theirs = { amount: after.host?.money.minor ?? null, hostPosition: last?.position ?? null }
    return [{ before, note: noteOf(unit, 'HOST', row, next, theirs) }]
  })
  await keepNotes(
    unit,
    noted.map((each) => each.note),
  )
  tellFindings(
    unit,
    'HOST',
    noted.map(({ note: { acquirerId, transactionId, state } }) => ({
      acquirerId,
      subject: transactionId ?? '',
      state,
    })),
  )
}

/** Whether the side that is silent of each has told of later things. */
async function passedOf(unit: Unit, cases: readonly Case[]): Promise<readonly boolean[]> {
  const now = unit.clock.now()
  const told = await hostsTold(
    unit,
    cases.map(({ row }) => row.acquirerId),
  )
  const hereSilent = cases.flatMap((each, place) =>
    each.after.founding === null && each.after.host !== null
      ? [{ place, terminalId: each.row.terminalId, at: each.after.host.at }]
      : [],
  )
  const here = await journalsPassed(unit, hereSilent)
  const passedHere = new Set(hereSilent.filter((_, order) => here[order]).map(({ place }) => place))
  return cases.map(({ row, after }, place) => {
    if (now - row.recordedAt > HOST_GIVEN_UP_MS) return true
    if (after.host !== null) return passedHere.has(place)
    const until = told.get(row.acquirerId)
    return until !== undefined && until > (row.occurredAt ?? row.recordedAt) + HOST_CLOCKS_MS
  })
}

/** Facts that were nobody's are these transactions' now: the first of each becomes its note, the others are settled. */
async function claimStrangers(
  unit: Unit,
  cases: readonly Case[],
  known: ReadonlyMap<string, MatchNote>,
): Promise<void> {
  const facts = cases.flatMap(({ row, decisions }) => decisions.map(({ fact }) => ({ ...fact, id: row.id })))
  if (facts.length === 0) return
  const strangers = await unit.query<{ id: number; transactionId: string }>(
    `select m.id, n.id as "transactionId" from unnest($1::text[], $2::bigint[], $3::text[]) as n (acquirer_id, position, id)
     join record_match m on m.acquirer_id = n.acquirer_id and m.host_position = n.position and m.source = 'HOST' and m.transaction_id is null order by m.id`,
    [facts.map(({ acquirerId }) => acquirerId), facts.map(({ position }) => position), facts.map(({ id }) => id)],
  )
  const taken = new Map<string, number>()
  const settled: number[] = []
  const seen = new Set<number>()
  for (const { id, transactionId } of strangers) {
    if (seen.has(id)) continue
    seen.add(id)
    if (known.has(transactionId) || taken.has(transactionId)) settled.push(id)
    else taken.set(transactionId, id)
  }
  const at = new Date(unit.clock.now())
  if (taken.size > 0)
    await unit.execute(
      `update record_match m set transaction_id = n.transaction_id, changed_at = $3 from unnest($1::text[], $2::bigint[]) as n (transaction_id, id) where m.id = n.id`,
      [[...taken.keys()], [...taken.values()], at],
    )
  await settleStrangers(unit, settled)
}

/** Notes of facts that ask nothing any more. */
export async function settleStrangers(unit: Unit, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await unit.execute(`update record_match set state = 'MATCHED', changed_at = $2 where id = any($1::bigint[])`, [
    ids,
    new Date(unit.clock.now()),
  ])
}
