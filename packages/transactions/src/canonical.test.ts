import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { canonical, type JournalRecord, leafOf, payloadHashOf } from './index.ts'

const KEY = new Uint8Array(32).fill(7)
const leafHmac = (bytes: Uint8Array) => hmac(sha256, KEY, bytes)

const SALE: JournalRecord = {
  type: 'PURCHASE',
  batch: '000727',
  stan: '000079',
  amount: '1111',
  currency: 'CNY',
  exponent: 2,
  outcome: 'APPROVED',
  responseCode: '00',
  rrn: 'X00004002761',
  localTime: '0824141554',
}
const VOID: JournalRecord = {
  ...SALE,
  type: 'PURCHASE_VOID',
  stan: '000080',
  original: { batch: '000727', stan: '000079', type: 'PURCHASE', seq: 3 },
}

const text = (record: JournalRecord) => String.fromCharCode(...canonical(record))
const payload = (record: JournalRecord) => bytesToHex(payloadHashOf(sha256, record))

describe('canonical bytes', () => {
  // an independent script makes the same bytes from PROTOCOL.md
  test('are a version, then each member with its length', () => {
    expect(text(SALE)).toBe(
      '\u0001type=8:PURCHASE;batch=6:000727;stan=6:000079;amount=4:1111;currency=3:CNY;exponent=1:2;' +
        'outcome=8:APPROVED;responseCode=2:00;rrn=12:X00004002761;localTime=10:0824141554;',
    )
    expect(text(VOID)).toMatch(
      /;originalBatch=6:000727;originalStan=6:000079;originalType=8:PURCHASE;originalSeq=1:3;$/,
    )
  })

  test('hold an amendment with its patch as one member, in the order of the members', () => {
    const patch = { exponent: '2', amount: '1100' }
    const amendment = { op: 'AMEND', correctionId: 'c1', version: 1, targetSeq: 3, targetLeaf: '00', patch } as const
    expect(text({ type: 'AMENDMENT', amendment })).toBe(
      '\u0001type=9:AMENDMENT;amendmentOp=5:AMEND;amendmentCorrection=2:c1;amendmentVersion=1:1;' +
        'amendmentTargetSeq=1:3;amendmentTargetLeaf=2:00;amendmentPatch=27:amount=4:1100;exponent=1:2;;',
    )
  })

  test('say the same for equal members in another order', () => {
    const turned = Object.fromEntries(Object.entries(SALE).reverse()) as unknown as JournalRecord
    expect(canonical(turned)).toEqual(canonical(SALE))
  })
})

describe('the leaf', () => {
  test('binds the record to its place', () => {
    const leaf = bytesToHex(leafOf(leafHmac, SALE, 1, 3))
    // by python's hmac over the text above
    expect(leaf).toBe('a67b32c751307c503657f24700a5937cbe303a3b06d68b2907535c6285626477')
    expect(bytesToHex(leafOf(leafHmac, SALE, 1, 4))).not.toBe(leaf)
    expect(bytesToHex(leafOf(leafHmac, SALE, 2, 3))).not.toBe(leaf)
    expect(() => leafOf(leafHmac, SALE, 1, 0)).toThrow(/no place/)
  })

  test('changes with every member', () => {
    const leaf = bytesToHex(leafOf(leafHmac, VOID, 1, 3))
    for (const name of Object.keys(VOID)) {
      const { [name as keyof JournalRecord]: _gone, ...rest } = VOID
      expect(bytesToHex(leafOf(leafHmac, rest as JournalRecord, 1, 3))).not.toBe(leaf)
    }
  })
})

test('the payload hash leaves out what the host fills in, and nothing else', () => {
  expect(payload({ ...SALE, rrn: undefined, authCode: '123456', responseCode: 'A2' })).toBe(payload(SALE))
  expect(payload({ ...SALE, settlementDate: '2026-11-28', midReturned: '84316655812000A' })).toBe(payload(SALE))
  expect(payload({ ...SALE, amount: '1112' })).not.toBe(payload(SALE))
  expect(payload({ ...SALE, outcome: 'DECLINED' })).not.toBe(payload(SALE))
  expect(payload({ ...SALE, localTime: '0824141555' })).not.toBe(payload(SALE))
})
