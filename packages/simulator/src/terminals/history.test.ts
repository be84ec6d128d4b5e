import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_JOURNAL } from '@budeng/protocol/testing-journal'
import { TEST_ADDRESS, TEST_DEVICE, TEST_K, TEST_SECRETS } from '@budeng/protocol/testing'
import { MemoryStore } from '@budeng/terminal'
import { expect, test } from 'vitest'
import { openHistory, recordedStore } from './history.ts'

test('a journal as it becomes durable, with the key of its leaves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-history-'))
  try {
    const path = join(folder, 'history.jsonl')
    const history = openHistory(path, () => 5)
    const identity = {
      ...TEST_ADDRESS,
      device: TEST_DEVICE,
      serial: 'SN-1',
      seed: '',
      mqttSecret: '',
      k: TEST_K.toString('base64url'),
      rootKey: '',
      keyList: '',
    }
    const store = recordedStore(new MemoryStore(identity), history)
    for (const record of TEST_JOURNAL.records) store.append({ e: 'record', epoch: 1, ...record })
    store.append({ e: 'journalAcked', epoch: 1, ackedThrough: 3, equalThrough: 2 })
    history.close()
    const facts = readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object)
    const head = { device: TEST_DEVICE, at: 5 }
    expect(facts).toEqual([
      { ...head, fact: 'leafKey', ...TEST_ADDRESS, leafKey: TEST_SECRETS.leaf.toString('base64url') },
      ...TEST_JOURNAL.records.map((record) => ({ ...head, fact: 'record', epoch: 1, ...record })),
      { ...head, fact: 'journalAck', epoch: 1, ackedThrough: 3, equalThrough: 2 },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
