import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ATTACKS } from './attacks.ts'
import { type TestResult, trustReport, WALKS } from './report.ts'

const ROOT = join(import.meta.dirname, '../../../../..')
const ATTACK = { attack: 'a forged key', outcome: 'refused', tests: [{ file: 'a.test.ts', name: 'a forged key' }] }
const walked = WALKS.map(
  ({ file }): TestResult => ({ file, fullName: 'walk', status: 'passed', counts: { things: 3 } }),
)
const of = (...tests: [string, string][]) => [
  ...walked,
  ...tests.map(([fullName, status]) => ({ file: 'a.test.ts', fullName, status })),
]

describe('the report', () => {
  test('holds when every attack was tried and every walk counted', () => {
    const { text, broken } = trustReport(of(['door a forged key opens nothing', 'passed']), [ATTACK])
    expect(broken).toEqual([])
    expect(text).toContain('| a forged key | refused | 1 | `a.test.ts` |')
    expect(text).toContain('| things | 3 |')
  })

  test.each<[string, TestResult[]]>([
    ['nobody tried it', of(['something else', 'passed'])],
    ['it was skipped', of(['a forged key', 'skipped'])],
    ['one of several tries failed', of(['a forged key 1', 'passed'], ['a forged key 2', 'failed'])],
    ['a walk counted nothing', [...of(['a forged key', 'passed'])].slice(1)],
  ])('is broken when %s', (_name, results) => {
    expect(trustReport(results, [ATTACK]).broken).not.toEqual([])
  })

  test('names files that are there', () => {
    const files = [...WALKS, ...ATTACKS.flatMap(({ tests }) => tests)].map(({ file }) => file)
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })

  test('names tests that are written where it says', () => {
    for (const { file, name } of ATTACKS.flatMap(({ tests }) => tests)) {
      // names made of a table, or of a block and a test, are found by the run only
      const [word = ''] = name.split(/[(,:%]/)
      const text = readFileSync(join(ROOT, file), 'utf8')
      if (!text.includes(word)) expect(text, `${file}: ${name}`).toMatch(/test\.each/)
    }
  })
})
