import { describe, expect, test } from 'vitest'
import { checkpointVerifier, keyPairFromSeed, notesOf, readCheckpoint, signCheckpoint } from './index.ts'

const { privateKey } = keyPairFromSeed(Buffer.alloc(32, 7))
const other = keyPairFromSeed(Buffer.alloc(32, 8)).privateKey
const verifier = checkpointVerifier(privateKey)
const checkpoint = { origin: 'budeng/log', size: 12_345, root: Buffer.alloc(32, 3), at: 1_800_000_000_000 }
const note = signCheckpoint(checkpoint, privateKey)

describe('a checkpoint', () => {
  test('is a signed note: its lines, an empty one, the signature', () => {
    expect(note.split('\n')).toEqual([
      'budeng/log',
      '12345',
      checkpoint.root.toString('base64'),
      '2027-01-15T08:00:00.000Z',
      '',
      expect.stringMatching(/^— budeng-audit [A-Za-z0-9+/]{90,91}={0,2}$/),
      '',
    ])
    expect(verifier).toMatch(/^budeng-audit\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/)
  })

  test('is read under its key', () => {
    expect(readCheckpoint(note, [checkpointVerifier(other), verifier])).toEqual({ ok: true, checkpoint })
  })

  test.each([
    ['another size', note.replace('12345', '12346')],
    ['another root', note.replace('Aw', 'Bw')],
    ['another time', note.replace('08:00', '09:00')],
    ['another origin', note.replace('log', 'lag')],
  ])('with %s is not believed', (_name, changed) => {
    expect(changed).not.toBe(note)
    expect(readCheckpoint(changed, [verifier])).toEqual({ ok: false, reason: 'BAD_SIGNATURE' })
  })

  test('of an unknown key, or that is none, is not believed', () => {
    expect(readCheckpoint(note, [checkpointVerifier(other)])).toEqual({ ok: false, reason: 'UNKNOWN_KEY' })
    expect(readCheckpoint(note, ['nonsense'])).toEqual({ ok: false, reason: 'UNKNOWN_KEY' })
    for (const text of ['', 'x', note.slice(0, -2), `${note}x`, note.replace('12345', '012345')])
      expect(readCheckpoint(text, [verifier]).ok).toBe(false)
  })
})

test('a file of notes is read one by one', () => {
  const next = signCheckpoint({ ...checkpoint, size: 20_000 }, privateKey)
  expect(notesOf(`${note}\n${next}`)).toEqual([note, next])
  expect(notesOf(note + next)).toEqual([note, next])
  expect(notesOf(`${note}half a note\n3`)).toEqual([note, 'half a note\n3'])
})
