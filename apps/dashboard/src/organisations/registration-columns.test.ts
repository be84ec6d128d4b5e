import { expect, test } from 'vitest'
import { headingsFrom, mappedHeadings } from './registration-columns.ts'

test('a heading stands for one column', () => {
  const now = headingsFrom([
    { field: 'tid', title: '终端号' },
    { field: 'mid', title: '商户号' },
    { field: 'colour', title: 'x' },
  ])
  expect(now).toEqual({ tid: '终端号', mid: '商户号' })
  expect(mappedHeadings(now, 'store', '商户号')).toEqual([
    { field: 'tid', title: '终端号' },
    { field: 'store', title: '商户号' },
  ])
  expect(mappedHeadings(now, 'mid', undefined)).toEqual([{ field: 'tid', title: '终端号' }])
})
