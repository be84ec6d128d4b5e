/**
 * A process for the kill -9 test: changes a store as fast as it can and prints, after each `append` has returned,
 * how far it is. Started with the folder as its argument.
 */
import { writeSync } from 'node:fs'
import { DiskStore } from './disk-store.ts'
import type { Entry } from './state.ts'
import { TEST_IDENTITY, testCommandId } from './testing.ts'

const folder = process.argv[2] ?? ''
const store = DiskStore.open(folder) ?? DiskStore.create(folder, TEST_IDENTITY)
store.append({ e: 'boot', boot: store.state.boot + 1 })
for (let step = store.state.window.highest + 1; ; step++) {
  const id = testCommandId(step % 10_000)
  const entries: readonly Entry[] = [
    { e: 'taken', seq: step },
    { e: 'ring', entry: { id, attempt: step, phase: 'FINISHED', outcome: { status: 'SUCCEEDED', code: 'STATUS' } } },
    { e: 'out', stream: 'reply', body: { kind: 'ack', id, attempt: step } },
    // keeps the outbox short, so that the log is compacted again and again
    { e: 'acked', stream: 'reply', era: 1, throughSeq: step - 5, missing: [] },
  ]
  store.append(...entries)
  writeSync(1, `${step}\n`)
}
