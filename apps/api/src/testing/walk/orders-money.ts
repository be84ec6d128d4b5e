import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Client } from '../client.ts'
import {
  makeFailedImport,
  makeImport,
  makeMapping,
  makePayable,
  makePayout,
  makeSchedule,
  makeShort,
} from '../files.ts'
import { bringRecords, sale } from '../money.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `m-${++turn}` })
const why = { reason: 'walked' }

/** A batch that is open; each turn has one of its own. */
async function openBatch(house: TestHouse, admin: Client): Promise<{ batchId: unknown; expectedVersion: unknown }> {
  const terminals = [...house.fleet.terminals.harbin, ...house.fleet.terminals.teahouse]
  const terminal = terminals[0]
  if (terminal === undefined) throw new Error('the store has no terminal')
  const batch = String(++turn).padStart(6, '0')
  await bringRecords(house, terminal, [sale(turn, '100', { batch })], turn)
  const found = await admin.ask('query($f:BatchFilter){batches(filter:$f,first:1){nodes{id version}}}', {
    f: { tid: terminal.tid, batchNo: batch },
  })
  const { id: batchId, version: expectedVersion } = found.at('batches.nodes.0') as { id: string; version: number }
  return { batchId, expectedVersion }
}

/** One that the terminal has closed, and the terminal here to be asked. */
async function closedBatch(house: TestHouse, admin: Client): Promise<{ batchId: unknown }> {
  const { batchId } = await openBatch(house, admin)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await unit.execute('update batch set through_seq = 1 where id = $1', [batchId])
    await unit.execute(
      `update terminal set presence = 'ONLINE', level = 'L3' where id = (select terminal_id from batch where id = $1)`,
      [batchId],
    )
  })
  return { batchId }
}

/** Orders about money. */
export const MONEY_ORDERS: readonly Order[] = [
  {
    mutation: 'fileImportCancel',
    name: 'fileImportCancel',
    permissions: ['file:import'],
    input: async (_asker, house) => ({ importId: await makeImport(house, `walk-${++turn}`), ...why, ...key() }),
  },
  {
    mutation: 'fileImportRestart',
    name: 'fileImportRestart',
    permissions: ['file:import'],
    input: async (_asker, house) => ({ importId: await makeFailedImport(house, `walk-${++turn}`), ...key() }),
  },
  {
    mutation: 'payoutRequest',
    name: 'payoutRequest',
    permissions: ['ledger:write'],
    input: async (_asker, house) => {
      const { currency, ...place } = await makePayable(house, ++turn)
      return { ...place, amount: { amount: '1', currency }, reference: 'bank transfer', ...why, ...key() }
    },
  },
  {
    mutation: 'payoutReturnRequest',
    name: 'payoutReturnRequest',
    permissions: ['ledger:write'],
    input: async (_asker, house) => ({
      ...{ payoutId: await makePayout(house, ++turn), reference: 'bank transfer back', ...why, ...key() },
    }),
  },
  {
    mutation: 'writeOffRequest',
    name: 'writeOffRequest',
    permissions: ['ledger:write'],
    input: async (_asker, house) => ({ number: await makeShort(house, ++turn), ...why, ...key() }),
  },
  {
    mutation: 'csvMappingSave',
    name: 'csvMappingSave',
    permissions: ['file:import'],
    input: () => ({
      name: `walk-${++turn}`,
      mapping: {
        columns: ['tid', 'amount', 'stan'].map((field) => ({ field, title: field })),
        type: 'PURCHASE',
      },
      expectedVersion: 0,
      ...key(),
    }),
  },
  {
    mutation: 'fileScheduleDeclare',
    name: 'fileScheduleDeclare',
    permissions: ['file:import'],
    input: async (_asker, house) => ({
      mappingId: await makeMapping(house, `walk-${++turn}`),
      ...{ format: 'CSV', weekdays: ['MO', 'TU', 'WE', 'TH', 'FR'], onClosed: 'NONE', dueDays: 1, dueTime: '10:30' },
      ...{ expectedVersion: 0, ...key() },
    }),
  },
  {
    mutation: 'fileScheduleEnd',
    name: 'fileScheduleEnd',
    permissions: ['file:import'],
    input: async (_asker, house) => ({
      scheduleId: await makeSchedule(house, `walk-${++turn}`),
      ...{ expectedVersion: 1, ...why, ...key() },
    }),
  },
  {
    mutation: 'exportStart',
    name: 'exportStart',
    permissions: ['transaction:read'],
    input: () => ({
      ...{ kind: 'TRANSACTIONS', format: 'JSONL', since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
      ...key(),
    }),
  },
  {
    mutation: 'batchForceClose',
    name: 'batchForceClose',
    permissions: ['batch:close'],
    input: async (_asker, house, admin) => ({ ...(await openBatch(house, admin)), ...why, ...key() }),
  },
  {
    mutation: 'batchCompare',
    name: 'batchCompare',
    permissions: ['command:JOURNAL_SYNC'],
    input: async (_asker, house, admin) => ({ ...(await closedBatch(house, admin)), ...key() }),
  },
  {
    mutation: 'tariffChange',
    name: 'tariffChange',
    permissions: ['tariff:write'],
    input: (_asker, house) => ({
      merchantId: house.fleet.nodes.tea.id,
      tariff: {
        ...{ cardType: 'CREDIT', product: 'CARD', currency: 'CNY', validFrom: '2999-01-01' },
        ...{ percentBps: 38 + ++turn, agentShareBps: 2_000 },
      },
      expectedVersion: 0,
      ...why,
      ...key(),
    }),
  },
]
