import { type Address, silentLog, type Storage, type Unit } from '@budeng/storage'
import { expect, test } from 'vitest'
import { HostQuestions } from './host-questions.ts'

const address = (commandId: string): Address => ({ commandId, acquirer: 'a', tid: '10000001' }) as Address

/** Ids of each transaction that was committed. */
function fakeStorage(refuses: (ids: readonly string[]) => Error | null) {
  const committed: (readonly string[])[] = []
  const storage = {
    write: async (_scope: unknown, _actor: unknown, work: (unit: Unit) => Promise<unknown>) => {
      let ids: readonly string[] = []
      const query = async (_sql: string, params: readonly unknown[]) => {
        ids = params[0] as readonly string[]
        return []
      }
      const answer = await work({ clock: { now: () => 0 }, query } as unknown as Unit)
      const fault = refuses(ids)
      if (fault !== null) throw fault
      committed.push(ids)
      return answer
    },
  } as unknown as Storage
  return { storage, committed }
}

async function answered(storage: Storage, ...ids: readonly string[]): Promise<HostQuestions> {
  let answers = 0
  const nothing = { lastSignOn: null, lastEcho: null }
  const questions = new HostQuestions(storage, { witness: async () => nothing }, silentLog, () => answers++)
  questions.ask(ids.map(address))
  await expect.poll(() => answers).toBe(ids.length)
  return questions
}

test('an answer that cannot be stored is in the way of no other', async () => {
  const { storage, committed } = fakeStorage((ids) =>
    ids.includes('cmd_bad') ? new RangeError('Invalid time value') : null,
  )
  const questions = await answered(storage, 'cmd_a', 'cmd_bad', 'cmd_b')
  await questions.turn()
  await questions.turn()
  expect(committed).toEqual([['cmd_a'], ['cmd_b']])
  expect(questions.counts().failed).toBe(1)
})

test('answers wait while the database is away', async () => {
  let isAway = true
  const { storage, committed } = fakeStorage(() =>
    isAway ? Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) : null,
  )
  const questions = await answered(storage, 'cmd_a', 'cmd_b')
  await expect(questions.turn()).rejects.toThrow('connect')
  isAway = false
  await questions.turn()
  expect(committed).toEqual([['cmd_a', 'cmd_b']])
})
