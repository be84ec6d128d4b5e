import { expect, test } from 'vitest'
import { nameOfFileLine, nameOfHostRecord, nameOfRecord, nameOfTariff, readEvidenceName } from './evidence-names.ts'
import { saleRecord } from './testing.ts'
import { detect } from './rules/index.ts'
import { chipSale, hostOf, seen, viewOf } from './rules/testing.ts'

test('what is written is read again', () => {
  expect(readEvidenceName(nameOfRecord(2, 4711))).toEqual({ kind: 'RECORD', epoch: 2, seq: 4711 })
  expect(readEvidenceName(nameOfHostRecord(41))).toEqual({ kind: 'HOST_RECORD', position: 41 })
  expect(readEvidenceName(nameOfFileLine('imp_1', 3))).toEqual({ kind: 'FILE_LINE', importId: 'imp_1', line: 3 })
})

test.each([
  ['host:org_1:41', { kind: 'HOST_RECORD', position: 41 }],
  ['line:imp_1:3', { kind: 'FILE_LINE', importId: 'imp_1', line: 3 }],
  ['file:10000001:000727:000001:FIN', { kind: 'TRANSACTION' }],
  ['mid:10000001:000727:000001:FIN', { kind: 'TRANSACTION' }],
  // that nothing is there shows nothing
  ['host:10000001:000727:000001:FIN', null],
  ['quarantine:10000001:000727:000001:FIN', null],
  ['10000001:000727:000001:NONE', null],
  ['file:2026-11-28', null],
  ['absent:HOST', null],
  [nameOfTariff('trf_1'), null],
  ['5a'.repeat(32), null],
])('%s leads to %j', (name, named) => {
  const read = readEvidenceName(name)
  if (named === null) expect(read).toBeNull()
  else expect(read).toMatchObject(named)
})

test('the journal by which a rule found a copy leads to the first of the two', () => {
  const first = chipSale()
  const copy = chipSale({ stan: '000002' })
  const [hit] = detect(viewOf({ transactions: [seen(first), seen(copy)], hosts: [hostOf(first)] }))
  const journal = hit?.evidence.find(({ source }) => source === 'TERMINAL')
  expect(readEvidenceName(journal?.id ?? '')).toEqual({
    kind: 'TRANSACTION',
    place: { tid: '10000001', key: { batch: saleRecord().batch, stan: '000001', msgClass: 'FIN' } },
  })
})
