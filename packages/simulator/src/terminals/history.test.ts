import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_JOURNAL } from '@budeng/protocol/testing-journal'
import { TEST_ADDRESS, TEST_DEVICE, TEST_K } from '@budeng/protocol/testing'
import { MemoryStore } from '@budeng/terminal'
import { expect, test } from 'vitest'
import { openHistory, recordedStore } from './history.ts'

test('what of a journal was acknowledged, and where its batches are', () => {
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
    const batch = { epoch: 1, batch: '000042', openSeq: 1, closing: null, state: 'OPEN', at: 5 } as const
    store.append({ e: 'batch', batch })
    history.close()
    const facts = readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object)
    const head = { device: TEST_DEVICE, at: 5 }
    expect(facts).toEqual([
      { ...head, fact: 'journalAck', epoch: 1, ackedThrough: 3, equalThrough: 2 },
      { ...head, fact: 'batch', epoch: 1, batch: '000042', openSeq: 1, state: 'OPEN', closing: null },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
