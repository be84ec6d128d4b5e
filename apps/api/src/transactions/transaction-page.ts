import { type Level, listTransactions, terminalIdsByTid, type TransactionFilter } from '@budeng/storage'
import { z } from 'zod'
import { levelWith } from '../access/find-organisation.ts'
import { listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { type Place, pageSize } from '../graphql/paging.ts'
import { listOrNull, orNull, parsedInput, textOrNull } from '../graphql/parsed-input.ts'
import { type BoundedConnection, boundedConnectionOf, momentKeyOf } from './bounded-connection.ts'
import { AuthStateEnum, FollowUpStateEnum, RecordTypeEnum, ReversalStateEnum, SettlementStateEnum } from './enums.ts'
import type { TransactionsArgs } from './transaction-input.ts'
import { type TransactionView, viewOfLine } from './transaction-view.ts'

const Filter = z
  .object({
    organisationId: z.string().nullish(),
    tid: textOrNull(/^[\x21-\x7e]{1,8}$/, 'a terminal number has at most eight characters'),
    rrn: textOrNull(/^[0-9A-Za-z]{1,12}$/, 'a reference number has at most twelve letters and digits'),
    stan: textOrNull(/^\d{1,6}$/, 'a trace number has at most six digits'),
    card: textOrNull(
      /^(\d{4}|\d{6}\*{0,9}\d{4})$/,
      'the last four digits of a card, or the first six and the last four',
    ),
    amountMin: orNull(z.bigint()),
    amountMax: orNull(z.bigint()),
    currency: textOrNull(/^[A-Z]{3}$/, 'a currency has three capital letters'),
    types: listOrNull(z.enum(RecordTypeEnum)),
    authorisation: listOrNull(z.enum(AuthStateEnum)),
    reversal: listOrNull(z.enum(ReversalStateEnum)),
    followUp: listOrNull(z.enum(FollowUpStateEnum)),
    settlement: listOrNull(z.enum(SettlementStateEnum)),
    batchNo: textOrNull(/^\d{1,6}$/, 'a batch number has at most six digits'),
    late: orNull(z.boolean()),
    recordedSince: orNull(z.number()),
    recordedUntil: orNull(z.number()),
    since: orNull(z.number()),
    until: orNull(z.number()),
  })
  .refine(({ amountMin, amountMax }) => amountMin === null || amountMax === null || amountMin <= amountMax, {
    message: '`amountMin` is at most `amountMax`',
    path: ['amountMin'],
  })

/** The largest amount that eight bytes hold; an open end. */
const NO_END = 2n ** 63n - 1n

const NOTHING = { rows: [], examinedThrough: null } as const

/** One page of transactions that the viewer may see, newest first; of one terminal, or under an organisation. */
export async function transactionPage(
  operation: Operation,
  args: TransactionsArgs,
  place: Place,
  terminalId: string | null = null,
): Promise<BoundedConnection<TransactionView>> {
  const first = pageSize(args.first, place)
  const { organisationId, tid, ...wish } = parsedInput(Filter, args.filter ?? {}, ['filter'])
  const hash = listHash({ ...textOf(wish), organisationId: organisationId ?? null, tid, terminalId })
  const after = momentKeyOf(args.after, hash)
  const level = await levelOfMoney(operation, organisationId)
  const page =
    level === null
      ? NOTHING
      : await operation.read(async (db) => {
          const terminalIds = await terminalsNamed(terminalId, tid, (named) => terminalIdsByTid(db, level, named))
          return await listTransactions(db, { level, filter: filterOf(wish, terminalIds), after, limit: first + 1 })
        })
  const { edges, nodes, ...rest } = boundedConnectionOf(page, { first, after: args.after, hash }, ({ at }) => at)
  const views = nodes.map(viewOfLine)
  return {
    ...rest,
    nodes: views,
    edges: edges.map(({ cursor }, index) => ({ cursor, node: views[index] as TransactionView })),
  }
}

/** Where a list of money begins; null when the organisation is not the viewer's, or money is not theirs to see. */
export async function levelOfMoney(
  operation: Operation,
  organisationId: string | null | undefined,
): Promise<Level | null> {
  return await levelWith(operation, 'transaction:read', organisationId)
}

/** The terminals that a list is narrowed to; null: to none in particular. */
export async function terminalsNamed(
  terminalId: string | null,
  tid: string | null,
  find: (tid: string) => Promise<readonly string[]>,
): Promise<readonly string[] | null> {
  if (tid === null) return terminalId === null ? null : [terminalId]
  const found = await find(tid)
  return terminalId === null ? found : found.filter((id) => id === terminalId)
}

type Wish = Omit<z.output<typeof Filter>, 'organisationId' | 'tid'>

/** Amounts do not go into JSON as they are. */
function textOf({ amountMin, amountMax, ...wish }: Wish): object {
  return { ...wish, amountMin: amountMin?.toString() ?? null, amountMax: amountMax?.toString() ?? null }
}

function filterOf(wish: Wish, terminalIds: readonly string[] | null): TransactionFilter {
  const { card, amountMin, amountMax, stan, batchNo, authorisation, reversal, followUp, settlement, ...same } = wish
  return {
    ...same,
    terminalIds,
    stan: stan?.padStart(6, '0') ?? null,
    batchNo: batchNo?.padStart(6, '0') ?? null,
    card: card === null ? null : { first6: card.length > 4 ? card.slice(0, 6) : null, last4: card.slice(-4) },
    amount: amountMin === null && amountMax === null ? null : { min: amountMin ?? -NO_END, max: amountMax ?? NO_END },
    authStates: authorisation,
    reversalStates: reversal,
    followUpStates: followUp,
    settlementStates: settlement,
  }
}
