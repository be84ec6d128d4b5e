import {
  accountPostings,
  balancesOf,
  batchesByIds,
  batchesByPlaces,
  countAgreement,
  differencesByIds,
  entriesOfTransactions,
  fileLines,
  fileLinesOf,
  hostRecordsOf,
  type Level,
  listAccounts,
  listBatches,
  listImports,
  listOpenDifferences,
  listTransactions,
  payablesOf,
  proofsCovering,
  proofsOfBatches,
  recordsAt,
  type Scoped,
  statementBounds,
  statementCurrencies,
  statementLines,
  statementTotals,
  sumOpenDifferences,
  terminalIdsByTid,
  totalsOfBatches,
  type TransactionFilter,
  transactionsByIds,
  trialBalance,
} from '@budeng/storage'
import { LAST_DAY } from './ground-sql.ts'

/** A page of fifty, and one more to see whether another follows. */
const PAGE = 51
const OCTOBER = { from: '2026-10-01', to: '2026-10-31' }
const ONE_DAY = { since: Date.UTC(2026, 8, 10), until: Date.UTC(2026, 8, 11) }

/** Who looks, and something of theirs to look at. */
export interface Viewer {
  readonly level: Level
  readonly tid: string
  readonly transactionId: string
  readonly rrn: string
  readonly batchId: string
  readonly merchantId: string
}

/** What a screen asks the database, by the functions that the API asks with. */
export interface Screen {
  readonly name: string
  /** Screens that only an acquirer's people have. */
  readonly acquirerOnly?: boolean
  readonly read: (db: Scoped, viewer: Viewer) => Promise<unknown>
}

const NO_FILTER: TransactionFilter = {
  terminalIds: null,
  rrn: null,
  stan: null,
  card: null,
  amount: null,
  currency: null,
  types: null,
  authStates: null,
  reversalStates: null,
  followUpStates: null,
  settlementStates: null,
  batchNo: null,
  late: null,
  recordedSince: null,
  recordedUntil: null,
  since: null,
  until: null,
}

const explorer = (
  name: string,
  filter: (viewer: Viewer) => Partial<TransactionFilter>,
  after: { at: number; id: string } | null = null,
): Screen => ({
  name: `explorer: ${name}`,
  read: (db, viewer) =>
    listTransactions(db, { level: viewer.level, filter: { ...NO_FILTER, ...filter(viewer) }, after, limit: PAGE }),
})

const EXPLORER: readonly Screen[] = [
  explorer('newest', () => ({})),
  explorer('a page far back', () => ({}), { at: Date.UTC(2026, 7, 20), id: 'txn_' }),
  {
    name: 'explorer: by TID',
    read: async (db, { level, tid }) => {
      const terminalIds = await terminalIdsByTid(db, level, tid)
      return await listTransactions(db, { level, filter: { ...NO_FILTER, terminalIds }, after: null, limit: PAGE })
    },
  },
  explorer('by RRN', ({ rrn }) => ({ rrn })),
  explorer('by STAN', () => ({ stan: '000007' })),
  explorer('by last four digits', () => ({ card: { first6: null, last4: '0031' } })),
  explorer('by first six and last four', () => ({ card: { first6: '622201', last4: '0031' } })),
  explorer('by amount', () => ({ amount: { min: 8_019n, max: 8_019n } })),
  explorer('by amounts from, to', () => ({ amount: { min: 10_000n, max: 20_000n } })),
  explorer('by amounts that none has', () => ({ amount: { min: 900_000n, max: 900_001n } })),
  explorer('by type', () => ({ types: ['REFUND'] })),
  explorer('by a rare state', () => ({ authStates: ['UNKNOWN'] })),
  explorer('by a state that none has', () => ({ reversalStates: ['ABANDONED'] })),
  explorer('by currency', () => ({ currency: 'HKD' })),
  explorer('by batch', () => ({ batchNo: '000002' })),
  explorer('late ones', () => ({ late: true })),
  explorer('one day', () => ONE_DAY),
  explorer('one day, by type', () => ({ ...ONE_DAY, types: ['REFUND'] })),
]

const batches = (name: string, filter: Partial<Parameters<typeof listBatches>[1]['filter']>): Screen => ({
  name: `batches: ${name}`,
  read: (db, { level }) =>
    listBatches(db, {
      level,
      filter: { terminalIds: null, states: null, batchNo: null, isFlawed: null, unsettledSince: null, ...filter },
      after: null,
      limit: PAGE,
    }),
})

async function readTransaction(db: Scoped, { transactionId }: Viewer): Promise<void> {
  const [row] = await transactionsByIds(db, [transactionId])
  if (row === undefined) throw new Error('the viewer does not see the transaction')
  const { terminalId, epoch, batchNo, stan, seqs } = row
  const places = seqs.map((seq) => ({ terminalId, epoch, seq }))
  await recordsAt(db, places)
  await entriesOfTransactions(db, [transactionId])
  const found = await batchesByPlaces(db, [{ terminalId, epoch, batchNo }])
  await totalsOfBatches(
    db,
    found.map(({ id }) => id),
  )
  await proofsCovering(db, places)
  await fileLinesOf(db, [transactionId])
  await hostRecordsOf(db, { terminalId, batchNo, stan })
}

async function readBatch(db: Scoped, { level, batchId }: Viewer): Promise<void> {
  const [row] = await batchesByIds(db, [batchId])
  if (row === undefined) throw new Error('the viewer does not see the batch')
  await totalsOfBatches(db, [batchId])
  await proofsOfBatches(db, [batchId])
  const filter = { ...NO_FILTER, terminalIds: [row.terminalId], batchNo: row.batchNo }
  await listTransactions(db, { level, filter, after: null, limit: PAGE })
}

async function readAccounts(db: Scoped, { level }: Viewer): Promise<void> {
  const accounts = await listAccounts(db, { level, kind: null, afterId: null, limit: PAGE })
  await balancesOf(
    db,
    accounts.map(({ id }) => id),
  )
}

async function readStatement(db: Scoped, { merchantId }: Viewer): Promise<void> {
  const [currency = 'CNY'] = await statementCurrencies(db, merchantId)
  const accounts = await payablesOf(db, merchantId, currency)
  await statementBounds(db, accounts, OCTOBER)
  await statementTotals(db, accounts, OCTOBER)
  await statementLines(db, accounts, OCTOBER, null, PAGE)
}

export const SCREENS: readonly Screen[] = [
  ...EXPLORER,
  { name: 'transaction', read: readTransaction },
  batches('newest', {}),
  batches('unbalanced', { states: ['UNBALANCED'] }),
  batches('by number', { batchNo: '000002' }),
  batches('flawed', { isFlawed: true }),
  batches('unsettled for a day', { unsettledSince: Date.parse(LAST_DAY) }),
  { name: 'batch', read: readBatch },
  {
    name: 'differences',
    read: async (db, { level }) => {
      const rows = await listOpenDifferences(db, { level, terminalId: null, after: null, limit: PAGE })
      await differencesByIds(
        db,
        rows.slice(0, 1).map(({ id }) => id),
      )
    },
  },
  {
    name: 'agreement board',
    read: async (db, { level }) => {
      await countAgreement(db, level)
      await sumOpenDifferences(db, level)
    },
  },
  { name: 'accounts with balances', read: readAccounts },
  {
    name: 'accounts of one kind',
    read: (db, { level }) => listAccounts(db, { level, kind: 'MERCHANT_PAYABLE', afterId: null, limit: PAGE }),
  },
  {
    name: 'postings of an account',
    read: async (db, { merchantId }) => {
      const [account] = await payablesOf(db, merchantId, 'CNY')
      await accountPostings(db, account?.id ?? 0, OCTOBER, null, PAGE)
    },
  },
  { name: 'statement of a merchant', read: readStatement },
  { name: 'trial balance', acquirerOnly: true, read: (db, { level }) => trialBalance(db, level.id) },
  {
    name: 'trial balance of a day',
    acquirerOnly: true,
    read: (db, { level }) => trialBalance(db, level.id, '2026-09-15'),
  },
  { name: 'imports', acquirerOnly: true, read: (db, { level }) => listImports(db, level.id, null, PAGE) },
  {
    name: 'lines of an import',
    acquirerOnly: true,
    read: (db) =>
      fileLines(db, { importId: 'imp_0119', businessDate: LAST_DAY }, { state: null, afterLine: 0, limit: PAGE }),
  },
  {
    name: 'lines of an import that match nothing',
    acquirerOnly: true,
    read: (db) =>
      fileLines(
        db,
        { importId: 'imp_0119', businessDate: LAST_DAY },
        { state: 'MISSING_HERE', afterLine: 0, limit: PAGE },
      ),
  },
]
