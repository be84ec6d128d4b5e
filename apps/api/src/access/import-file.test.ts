import { expect, test } from 'vitest'
import { IMPORT_BYTES_MAX } from '../limits.ts'
import { readFile } from './import-file.ts'

test.each([
  ['rows of nothing', ',\n'],
  ['one row of nothing', ','],
])('others are served while a file is read that is %s', async (_, content) => {
  let turns = 0
  const others = setInterval(() => turns++, 1)
  expect(await readFile(Buffer.alloc(IMPORT_BYTES_MAX, content))).toEqual({ problem: 'FILE_EMPTY' })
  clearInterval(others)
  expect(turns).toBeGreaterThan(2)
})

test.each([
  ['a cell without an end', '"a'],
  ['more headings than anybody has', 'kind,code,name,'],
])('%s is no table', async (_, content) => {
  expect(await readFile(Buffer.alloc(IMPORT_BYTES_MAX, content))).toEqual({ problem: 'FILE_MALFORMED' })
})

test('rows are read whole wherever they are parted', async () => {
  const name = `${'餐'.repeat(7)} "的"\n`.replaceAll('"', '""')
  const text = `\ufeffkind,code,name\n${Array.from({ length: 1_500 }, (_, at) => `store,S${at},"${name}"\n`).join('')}`
  const read = await readFile(Buffer.from(text))
  if ('problem' in read) throw new Error(read.problem)
  expect(read.rows).toHaveLength(1_500)
  expect(new Set(read.rows.map((row) => row.name))).toEqual(new Set([`${'餐'.repeat(7)} "的"\n`]))
  expect(read.rows.at(-1)).toMatchObject({ code: 'S1499' })
})
