import schema from '@budeng/contract/schema.graphql?raw'
import { RESULT_CODES } from '@budeng/fleet/public'
import { describe, expect, test } from 'vitest'
import english from './en.json'
import chinese from './zh-CN.json'
import { firstLanguage } from './language.ts'

type Words = { readonly [key: string]: string | Words }

const PLURAL = /_(zero|one|two|few|many|other)$/

function flat(words: Words, before = ''): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  )
}

const languages = { en: flat(english), 'zh-CN': flat(chinese) } as const
const names = (entries: readonly (readonly [string, string])[]) =>
  [...new Set(entries.map(([key]) => key.replace(PLURAL, '')))].sort()

describe('both languages', () => {
  test('have the same keys', () => {
    expect(names(languages['zh-CN'])).toEqual(names(languages.en))
  })

  test('name the same figures in each sentence', () => {
    const figures = (entries: readonly (readonly [string, string])[]) =>
      Object.fromEntries(
        entries.map(([key, text]) => [
          key.replace(PLURAL, ''),
          [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort(),
        ]),
      )
    expect(figures(languages['zh-CN'])).toEqual(figures(languages.en))
  })

  test.each(['en', 'zh-CN'] as const)('%s has every plural form that it needs, and no empty text', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const keys = new Set(languages[language].map(([key]) => key))
    const bases = [...keys].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ''))
    for (const base of bases) for (const form of forms) expect(keys, base).toContain(`${base}_${form}`)
    for (const [key, text] of languages[language]) expect(text.trim(), key).not.toBe('')
  })

  test('say every result code of the protocol', () => {
    for (const words of [english, chinese])
      expect(Object.keys(words.resultCode)).toEqual(expect.arrayContaining([...RESULT_CODES]))
  })

  test('the ambiguous 补登 stands on no screen', () => {
    expect(languages['zh-CN'].filter(([, text]) => text.includes('补登'))).toEqual([])
  })
})

test('who confirms an act reads which it is', () => {
  // told by the command itself
  const byCommand = new Set(['commandRequest', 'rolloutStart', 'bulkRequest', 'bulkDecide'])
  const input = /input StepUpStartInput[^{]*\{([^}]*)\}/.exec(schema)?.[1] ?? ''
  const acts = [...input.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name ?? '')
  expect(acts).toContain('correctionApprove')
  for (const { stepUp } of [english, chinese])
    expect(Object.keys(stepUp)).toEqual(
      expect.arrayContaining(acts.filter((act) => !byCommand.has(act)).map((act) => `act_${act}`)),
    )
})

test('no word is kept that no screen says', () => {
  const files = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}', '!../api/generated/**'], {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const source = Object.values(files).join('\n')
  const quoted = new Set([...source.matchAll(/'([a-z_A-Z]+(?:\.\w+)*)'/g)].map((match) => match[1] ?? ''))
  const patterns = [...source.matchAll(/`([a-zA-Z_]+)\.((?:\$\{[^}]+\}|[\w.])+)`/g)].map(
    ([, family, rest]) => new RegExp(`^${family}\\.${(rest ?? '').replace(/\$\{[^}]+\}/g, '\\w+')}$`),
  )
  const families = new Set([...source.matchAll(/label\('(\w+)'/g)].map((match) => match[1] ?? ''))
  const isSaid = (key: string) =>
    quoted.has(key) || families.has(key.split('.')[0] ?? '') || patterns.some((pattern) => pattern.test(key))
  expect(names(languages.en).filter((key) => !isSaid(key))).toEqual([])
})

describe('the first language', () => {
  test.each([
    ['en', ['zh-CN'], 'en'],
    [null, ['zh-TW', 'en'], 'zh-CN'],
    [null, ['de', 'en-GB'], 'en'],
    [null, ['de'], 'en'],
    ['klingon', ['zh'], 'zh-CN'],
  ] as const)('chosen %s, browser %j → %s', (chosen, preferred, expected) => {
    expect(firstLanguage(chosen, preferred)).toBe(expected)
  })
})
