import { describe, expect, test } from 'vitest'
import { type FileReceipt, receivePart } from './file.ts'
import { T0 } from './testing.ts'

const whole = { bytes: 10, sha256: 'aa', type: 'text/plain' }
const open: FileReceipt = {
  ...{ kind: 'LOGS', bytesMax: 100, expiresAt: T0 + 1, bytes: null, sha256: null, type: null, received: 0 },
  ...{ refused: null, completeAt: null },
}
const begun = { ...open, ...whole, received: 4 }

describe('a part of a file', () => {
  test.each([
    [
      'the first',
      open,
      { offset: 0, bytes: 4 },
      { kind: 'TAKEN', isAll: false, receipt: { received: 4, sha256: 'aa' } },
    ],
    ['the last', begun, { offset: 4, bytes: 6 }, { kind: 'TAKEN', isAll: true }],
    ['one that was taken before', begun, { offset: 0, bytes: 4 }, { kind: 'AT', offset: 4 }],
    ['one too far on', begun, { offset: 8, bytes: 2 }, { kind: 'AT', offset: 4 }],
    ['nothing behind the end', { ...begun, received: 10 }, { offset: 10, bytes: 0 }, { kind: 'TAKEN', isAll: true }],
    [
      'of another whole',
      begun,
      { offset: 4, bytes: 6, whole: { ...whole, sha256: 'bb' } },
      { kind: 'REFUSED', code: 'MISMATCH' },
    ],
    [
      'of too large a whole',
      open,
      { offset: 0, bytes: 4, whole: { ...whole, bytes: 101 } },
      { kind: 'REFUSED', code: 'TOO_LARGE' },
    ],
    ['beyond its whole', begun, { offset: 4, bytes: 7 }, { kind: 'REFUSED', code: 'TOO_LARGE' }],
    [
      'of a kind that is not asked for',
      open,
      { offset: 0, bytes: 4, whole: { ...whole, type: 'image/png' } },
      { kind: 'REFUSED', code: 'BAD_TYPE' },
    ],
    ['after its time', { ...begun, expiresAt: T0 }, { offset: 4, bytes: 6 }, { kind: 'GONE' }],
    ['again when all is here', { ...begun, completeAt: T0 }, { offset: 4, bytes: 6 }, { kind: 'WHOLE' }],
    [
      'of another whole when all is here',
      { ...begun, completeAt: T0 },
      { offset: 0, bytes: 1, whole: { ...whole, bytes: 1 } },
      { kind: 'GONE' },
    ],
    [
      'after it was refused',
      { ...begun, refused: 'CARD_DATA' },
      { offset: 4, bytes: 6 },
      { kind: 'REFUSED', code: 'CARD_DATA' },
    ],
  ] as const)('%s', (_name, receipt, part, outcome) => {
    expect(receivePart(receipt, { whole, ...part }, T0)).toMatchObject(outcome)
  })
})
