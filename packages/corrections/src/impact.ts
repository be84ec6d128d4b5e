import { type Money, money } from '@budeng/kernel'
import {
  type Amendment,
  type AmendmentOrder,
  balancesOf,
  type Batch,
  type Book,
  type Entry,
  effectiveMoney,
  entryOf,
  factsInVersion,
  type LedgerAccount,
  type Posting,
  postAmendment,
  type Repost,
  repost,
  stanKeyText,
  suspensePostings,
  type TariffTerms,
  type Totals,
  type TransactionFacts,
} from '@budeng/transactions'
import { type BatchMove, batchMoves, type MovedLines, movedLines } from './batch-moves.ts'
import { type Flow, KIND_RULES } from './kinds.ts'
import type { Proposal } from './proposal.ts'

/** Under which tariff transactions of one merchant are booked. */
export interface Tariffs {
  readonly termsOf: (facts: TransactionFacts) => TariffTerms | null
  readonly hasAgent: boolean
}

/** What stands, as far as the correction reaches. */
export interface Base {
  /** The transaction in question and, upwards, what it follows up: `keysToLoad` of the order's record. */
  readonly book: Book
  readonly tariffs: Tariffs
  /** Tariffs after it: of the merchant to whom it belongs, or as they should have been. */
  readonly tariffsAfter: Tariffs
  /** Batches in which these transactions count. */
  readonly batches: readonly (Pick<Batch, 'batch' | 'state'> & { readonly totals: Totals })[]
  /** The number of the open one; null: none is open. */
  readonly openBatch: string | null
  /** The other terminal at which a transaction counts since a correction moved it; null: where it was recorded. */
  readonly standsAt: (facts: TransactionFacts) => string | null
  /** The number of the batch that is open at another terminal; null: none. */
  readonly openBatchAt: (terminalId: string) => string | null
  /** The business day that it is of, and the first that is not sealed. */
  readonly businessDate: string
  readonly firstOpenDate: string
}

/** What becomes of one transaction in the books. */
export interface EntryChange extends Repost {
  /** Text of its key. */
  readonly key: string
  readonly before: Entry
  readonly after: Entry
  /** The merchant to whom the new version is booked; null: the same. */
  readonly movesTo: string | null
}

/** All that a correction does. The preview shows it, and the posting does it: nothing else reckons. */
export interface Impact {
  readonly amendment: Amendment | null
  readonly changed: readonly {
    readonly key: string
    readonly before: TransactionFacts
    readonly after: TransactionFacts
  }[]
  readonly entries: readonly EntryChange[]
  /** Receivable without a payable, for what was never charged. */
  readonly claim: readonly Posting[]
  readonly batches: readonly BatchMove[]
  /** What counts at another terminal than the one that recorded it: adjustments on both sides. */
  readonly moves: readonly MovedLines[]
  /** What is given to or taken from the merchant, the fee income and the agent: positive is more for them. */
  readonly payable: readonly Money[]
  readonly fee: readonly Money[]
  readonly commission: readonly Money[]
  readonly effectiveDate: string
  readonly originalDate: string
  readonly order: AmendmentOrder | null
  readonly flow: Flow | null
  /** By currency, without sign: what tiers and caps look at. */
  readonly stake: readonly Money[]
  /** A charge, a refund or a claim, or a merchant who gets more. */
  readonly moneyLeaves: boolean
  readonly touchesSettled: boolean
}

/** What a proposal would do to what stands. */
export function impactOf(proposal: Proposal, base: Base): Impact {
  const rule = KIND_RULES[proposal.kind]
  const amendment = amendmentOf(proposal)
  const changed = changesOf(proposal, base, amendment)
  const entries = entryChanges(proposal, base, changed)
  const claim = proposal.kind === 'NOT_CHARGED' ? suspensePostings(claimOf(proposal)) : []
  const batches = batchMoves(changed, base)
  const net = balancesOf([...entries.flatMap(({ negated, posted }) => [...negated, ...posted]), ...claim])
  const kinds = moneyKinds(proposal, changed)
  const credit = (account: LedgerAccount) => signed(net, account, kinds)
  const payable = credit('MERCHANT_PAYABLE')
  const flow = rule.flow
  return {
    amendment,
    changed,
    entries,
    claim,
    batches,
    moves: movesOf(proposal, base, changed),
    payable,
    fee: credit('FEE_INCOME'),
    commission: credit('AGENT_COMMISSION'),
    effectiveDate: base.businessDate < base.firstOpenDate ? base.firstOpenDate : base.businessDate,
    originalDate: base.businessDate,
    order: orderOf(proposal),
    flow,
    stake: stakeOf(proposal, { entries, net, kinds, changed, flow, base }),
    moneyLeaves: flow !== null || payable.some(({ minor }) => minor > 0n),
    touchesSettled: batches.some(({ isFrozen }) => isFrozen),
  }
}

function movesOf({ target, moveTo }: Proposal, base: Base, changed: Impact['changed']): MovedLines[] {
  if (target === null) return []
  return movedLines(changed, base, { terminalId: target.terminalId, moveTo, key: stanKeyText(target.key) })
}

function amendmentOf({ kind, id, baseVersion, patch }: Proposal): Amendment | null {
  const { effect } = KIND_RULES[kind]
  return effect && { version: baseVersion + 1, op: effect, correctionId: id, patch, seq: null }
}

/** What the terminal is told; null: nothing. */
export function orderOf({ kind, id, baseVersion, patch, target }: Proposal): AmendmentOrder | null {
  const { command } = KIND_RULES[kind]
  if (command === null || target === null) return null
  const body = { op: command, correctionId: id, version: baseVersion + 1, patch }
  if (command === 'INSERT') return { ...body, original: null }
  if (target.seq === null || target.leaf === null) return null
  const { batch, stan } = target.key
  return { ...body, targetSeq: target.seq, targetLeaf: target.leaf, original: { batch, stan, type: target.type } }
}

function changesOf({ target, kind }: Proposal, { book }: Base, amendment: Amendment | null): Impact['changed'] {
  if (target === null) return []
  if (amendment === null) {
    const facts = book.get(stanKeyText(target.key))
    return facts && kind === 'WRONG_FEE' ? [{ key: stanKeyText(target.key), before: facts, after: facts }] : []
  }
  const posted = postAmendment(book, target.key, amendment)
  return [...posted.changed].flatMap((key) => {
    const after = posted.book.get(key)
    return after ? [{ key, before: book.get(key) ?? { ...after, ...NOTHING_YET }, after }] : []
  })
}

const NOTHING_YET = { founding: null, recorded: null, amendments: [], followers: [], postedVersion: 0 } as const

function entryChanges({ target, moveTo }: Proposal, base: Base, changed: Impact['changed']): EntryChange[] {
  return changed.flatMap(({ key, before, after }) => {
    const isTarget = target !== null && key === stanKeyText(target.key)
    const then = isTarget ? base.tariffsAfter : base.tariffs
    const was = entryOf(before, base.tariffs.termsOf(before), base.tariffs.hasAgent)
    const is = entryOf(after, then.termsOf(after), then.hasAgent)
    const movesTo = isTarget ? moveTo : null
    const change = movesTo === null ? repost(was.postings, is.postings) : moved(was, is)
    return change === null ? [] : [{ key, before: was, after: is, movesTo, ...change }]
  })
}

/** Taken back with one merchant and booked with another, though the accounts are of the same kinds. */
function moved(was: Entry, is: Entry): Repost | null {
  if (was.postings.length === 0 && is.postings.length === 0) return null
  return { negated: was.postings.map((each) => ({ ...each, minor: -each.minor })), posted: is.postings }
}

/** What a claim is of. Its form is checked before. */
function claimOf({ patch: { amount = '0', currency = 'CNY', exponent = '2' } }: Proposal): Money {
  return money(BigInt(amount), currency, Number(exponent))
}

type Kinds = ReadonlyMap<string, Money>

/** One amount of every currency that takes part, for its exponent. */
function moneyKinds(proposal: Proposal, changed: Impact['changed']): Kinds {
  const all = changed.flatMap(({ before, after }) => [effectiveMoney(before), effectiveMoney(after)])
  if (proposal.kind === 'NOT_CHARGED') all.push(claimOf(proposal))
  return new Map(all.flatMap((each) => (each === null ? [] : [[each.currency, each]])))
}

function signed(net: readonly Posting[], account: LedgerAccount, kinds: Kinds): Money[] {
  return net
    .filter((each) => each.account === account)
    .map(({ minor, currency }) => money(-minor, currency, kinds.get(currency)?.exponent ?? 2))
}

const LOOKED_AT: ReadonlySet<LedgerAccount> = new Set<LedgerAccount>([
  'TERMINAL_CLEARING',
  'ACQUIRER_RECEIVABLE',
  'MERCHANT_PAYABLE',
  'FEE_INCOME',
  'AGENT_COMMISSION',
])

/**
 * The largest amount that any account moves by, and what flows outside the books or to another merchant. A transaction
 * that is corrected again counts with all that it is away from its record: many small steps are no way round a tier.
 */
function stakeOf(
  { target }: Proposal,
  has: Pick<Impact, 'entries' | 'changed' | 'flow'> & { net: readonly Posting[]; kinds: Kinds; base: Base },
): Money[] {
  const largest = new Map<string, bigint>()
  const look = (currency: string, minor: bigint) => {
    const size = minor < 0n ? -minor : minor
    if (size > (largest.get(currency) ?? 0n)) largest.set(currency, size)
  }
  for (const { account, currency, minor } of has.net) if (LOOKED_AT.has(account)) look(currency, minor)
  for (const { movesTo, before, after } of has.entries)
    if (movesTo !== null) for (const each of [before.gross, after.gross]) if (each) look(each.currency, each.minor)
  const own = target && has.changed.find(({ key }) => key === stanKeyText(target.key))
  if (own) {
    const whole = effectiveMoney(own.before)
    if (has.flow !== null && whole !== null) look(whole.currency, whole.minor)
    for (const each of awayFromRecord(own.after)) look(each.currency, each.minor)
  }
  return [...largest].map(([currency, minor]) => money(minor, currency, has.kinds.get(currency)?.exponent ?? 2))
}

function awayFromRecord(after: TransactionFacts): Money[] {
  const recorded = entryOf(factsInVersion(after, 0), null, false).gross
  const now = entryOf(after, null, false).gross
  const sums = balancesOf([
    ...(now === null ? [] : [{ account: 'TERMINAL_CLEARING' as const, minor: now.minor, currency: now.currency }]),
    ...(recorded === null
      ? []
      : [{ account: 'TERMINAL_CLEARING' as const, minor: -recorded.minor, currency: recorded.currency }]),
  ])
  return sums.map(({ minor, currency }) => money(minor, currency, (now ?? recorded)?.exponent ?? 2))
}

/** What is left of all versions of a transaction together: each takes back the one before, so that the last one stands. */
export function netOfVersions(first: readonly Posting[], reposts: Iterable<Repost>): Posting[] {
  const all = [...first]
  for (const { negated, posted } of reposts) all.push(...negated, ...posted)
  return balancesOf(all)
}
