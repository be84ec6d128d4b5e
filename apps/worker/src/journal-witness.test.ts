import type { Command, CommandInput } from '@budeng/fleet'
import { SECOND } from '@budeng/kernel'
import { applyCommandInputs, loadCommands, tickDueCommands } from '@budeng/storage'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock, makeBranch, makeTerminal, request } from '@budeng/storage/fleet-fixture'
import { expect, test } from 'vitest'
import { lookForJournals } from './journal-witness.ts'

const clock = handClock(1_800_000_000_000)
const LIMITS = { atWork: 9, queuedSingly: 9, queuedInBulk: 9 }
const SCOPE = 'id, acquirer_id, agent_id, merchant_id, store_id, path'
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const asOwner = byPlatform(owner)
const asWorker = byPlatform(worker)
const terminalId = await asOwner(async (unit) => makeTerminal(unit, await makeBranch(unit, 'a'), 'J'))
const change = (sql: string) => asOwner((unit) => unit.execute(sql, [terminalId]))

await change(`update terminal set level = 'L3' where id = $1`)

/** A command that is signed, published, and answered with this. */
async function answered(type: 'JOURNAL_SYNC' | 'SETTLE', data: Record<string, unknown>): Promise<string> {
  const [id = ''] = await asOwner((unit) => request(unit, [terminalId], type))
  const signer = { ticketHashOf: () => null, objectionTo: () => null }
  await asWorker((unit) => tickDueCommands(unit, LIMITS, signer))
  const at = clock.now()
  const inputs: CommandInput[] = [
    { kind: 'published', at, attempt: 1, boot: 1, conn: 1 },
    { kind: 'result', at, attempt: 1, result: { status: 'SUCCEEDED', code: '', data, at } },
  ]
  for (const input of inputs) await asWorker((unit) => applyCommandInputs(unit, [{ commandId: id, input }]))
  return id
}

async function looked(id: string): Promise<Command | undefined> {
  clock.advance(SECOND)
  await asWorker(async (unit) => await lookForJournals(unit, await loadCommands(unit, [id])))
  return (await asWorker((unit) => loadCommands(unit, [id])))[0]
}

test('a synchronisation succeeds when all that its answer names is in our journal', async () => {
  await change(
    `insert into journal_stream (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, epoch, through_seq, root, changed_at)
     select ${SCOPE}, 1, 4, '', now() from terminal where id = $1`,
  )
  const id = await answered('JOURNAL_SYNC', { epoch: 1, lastSeq: 5 })
  expect(await looked(id)).toMatchObject({ state: 'VERIFYING', evidence: [] })
  await change('update journal_stream set through_seq = 5 where terminal_id = $1')
  expect(await looked(id)).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'JOURNAL_COMPLETE', witness: 'PLATFORM', facts: { epoch: 1, throughSeq: 5 } }],
  })
})

test('a settlement succeeds with the closing that its answer names', async () => {
  await change(
    `insert into batch (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, id, epoch, batch_no, state, open_seq, opened_at)
     select ${SCOPE}, 'bat_' || id, 1, '000042', 'OPEN', 1, now() from terminal where id = $1`,
  )
  const id = await answered('SETTLE', { epoch: 1, batch: '000042', throughSeq: 5 })
  expect(await looked(id)).toMatchObject({ state: 'VERIFYING', evidence: [] })
  await change(`update batch set through_seq = 5, state = 'CLOSING' where terminal_id = $1`)
  expect(await looked(id)).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'BATCH_CLOSED', facts: { batch: '000042', throughSeq: 5 } }],
  })
})
