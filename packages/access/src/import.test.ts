import { expect, test } from 'vitest'
import { authorityOf } from './authority.ts'
import { type ImportNode, type ImportRow, planImport } from './import.ts'

const node = (kind: ImportNode['kind'], path: string, code: string): ImportNode => ({
  id: path.split('.').at(-1) ?? '',
  parentId: path.split('.').at(-2) ?? null,
  kind,
  path,
  code,
  name: code,
  timeZone: 'Asia/Shanghai',
  phone: null,
  address: null,
  contact: null,
  openingHours: null,
})
const known = [
  node('ACQUIRER', 'a', 'acq'),
  node('AGENT', 'a.b', 'north'),
  node('AGENT', 'a.c', 'south'),
  node('MERCHANT', 'a.b.m', '001'),
  node('MERCHANT', 'a.c.n', '001'),
]
const mover = {
  path: 'a',
  authority: authorityOf({ id: 'u', humanId: 'u', role: 'ADMIN', path: 'a', disabledAt: null }, []),
}
let ids = 0
const plan = (rows: readonly Omit<ImportRow, 'line'>[], tree = known) =>
  planImport({
    rows: rows.map((row, index) => ({ ...row, line: index + 2 })),
    known: tree,
    mover,
    newId: () => `n${ids++}`,
  })

test('children of rows of the same file, words of both languages, defaults of the parent', () => {
  const made = plan([
    { kind: '代理商', code: 'east', name: '东部', parent: '' },
    { kind: 'merchant', code: 'm9', name: 'Noodles', parent: 'east' },
    { kind: '门店', code: '01', name: '一店', parent: 'east/m9', openingHours: 'Mo-Fr 09:00-18:00', phone: '021-1' },
  ])
  expect(made.problems).toEqual([])
  expect(made.creates.map(({ kind, code, timeZone }) => [kind, code, timeZone])).toEqual([
    ['AGENT', 'east', 'Asia/Shanghai'],
    ['MERCHANT', 'm9', 'Asia/Shanghai'],
    ['STORE', '01', 'Asia/Shanghai'],
  ])
  expect(made.creates[2]?.openingHours).toHaveLength(5)
  const again = plan([{ kind: '代理商', code: 'east', name: '东部', parent: '' }], [...known, ...made.creates])
  expect([again.creates, again.updates, again.unchanged]).toEqual([[], [], 1])
})

test('a column that is not there changes nothing; an empty cell takes away', () => {
  const tree = [...known, { ...node('STORE', 'a.b.m.s', 's1'), phone: '1', address: 'x' }]
  const { updates } = plan([{ kind: 'store', code: 's1', name: 's1', parent: 'north/001', phone: '' }], tree)
  expect(updates.map(({ after }) => [after.phone, after.address])).toEqual([[null, 'x']])
})

test('every faulty row is told with its line and column', () => {
  const { problems } = plan([
    { kind: 'planet', code: 'x', name: 'x' },
    { kind: 'store', code: 'x', name: 'x', parent: '001' },
    { kind: 'store', code: 'x', name: 'x', parent: 'nowhere' },
    { kind: 'store', code: 'x', name: 'x', parent: 'north' },
    { kind: 'merchant', code: '', name: 'x', parent: 'north' },
    { kind: 'merchant', code: 'y', name: '', parent: 'north' },
    { kind: 'merchant', code: 'y', name: 'y', parent: 'north', timeZone: 'Moon' },
    { kind: 'merchant', code: 'y', name: 'y', parent: 'north', openingHours: 'always' },
    { kind: 'merchant', code: 'z', name: 'z', parent: 'north' },
    { kind: 'merchant', code: 'z', name: 'z', parent: 'north' },
    { kind: 'agent', code: '001', name: 'z', parent: 'north' },
  ])
  expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, 'kind', 'IMPORT_KIND'],
    [3, 'parent', 'IMPORT_PARENT_AMBIGUOUS'],
    [4, 'parent', 'IMPORT_PARENT_UNKNOWN'],
    [5, 'parent', 'PARENT_KIND'],
    [6, 'code', 'CODE_MALFORMED'],
    [7, 'name', 'NAME_MALFORMED'],
    [8, 'timeZone', 'TIME_ZONE_UNKNOWN'],
    [9, 'openingHours', 'IMPORT_HOURS'],
    [11, 'code', 'IMPORT_TWICE'],
    [12, 'kind', 'IMPORT_KIND_CHANGED'],
  ])
})
