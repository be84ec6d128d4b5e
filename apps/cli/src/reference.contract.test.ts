import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dotEnv, markdownTable, variables } from './reference.ts'

test('.env.example is what the schema says', async () => {
  await expect(dotEnv(variables())).toMatchFileSnapshot('../../../.env.example')
})

test('the table of the README is what the schema says', async () => {
  const section = /(<!-- configuration -->\n)[^]*?(<!-- \/configuration -->)/
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(readme).toMatch(section)
  const table = markdownTable(variables())
  await expect(readme.replace(section, (_all, from, to) => `${from}${table}\n${to}`)).toMatchFileSnapshot(
    '../../../README.md',
  )
})

test.each(['api', 'gateway', 'worker'])('no variable of the %s is missing', (app) => {
  const source = readFileSync(new URL(`../../${app}/src/environment.ts`, import.meta.url), 'utf8')
  const named = new Set(source.match(/\b(BUDENG_[A-Z_]+|DATABASE_URL|NODE_ENV)\b/g))
  const known = variables().map(({ name }) => name)
  expect([...named].filter((name) => !known.includes(name))).toEqual([])
})
