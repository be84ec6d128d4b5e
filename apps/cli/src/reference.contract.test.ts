import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dotEnv, variables } from './reference.ts'

test('.env.example is what the schema says', async () => {
  await expect(dotEnv(variables())).toMatchFileSnapshot('../../../.env.example')
})

test.each(['api', 'gateway', 'worker'])('no variable of the %s is missing', (app) => {
  const source = readFileSync(new URL(`../../${app}/src/environment.ts`, import.meta.url), 'utf8')
  const named = new Set(source.match(/\b(BUDENG_[A-Z_]+|DATABASE_URL|NODE_ENV)\b/g))
  const known = variables().map(({ name }) => name)
  expect([...named].filter((name) => !known.includes(name))).toEqual([])
})
