import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { requiredText } from './slots.ts'

const schema = buildSchema(`
  enum Kind { FIRST SECOND }
  input Deep { name: String!, kind: Kind!, note: String }
  type Query {
    plain(first: Int!): Int
    kinds(first: Int!, kind: Kind!, kinds: [Kind!]!): Int
    texts(first: Int!, q: String!, count: Int!, on: Boolean!, filter: Deep!, more: [Deep!]!, other: String): Int
  }
`)
const fieldOf = (name: string) => {
  const field = schema.getQueryType()?.getFields()[name]
  if (field === undefined) throw new RangeError(`no field ${name}`)
  return field
}

test('what a list does not answer without is written as GraphQL reads it', () => {
  expect(requiredText(fieldOf('plain'))).toBe('')
  expect(requiredText(fieldOf('kinds'))).toBe(',kind:FIRST,kinds:[FIRST]')
  expect(requiredText(fieldOf('texts'))).toBe(
    ',q:"text",count:1,on:true,filter:{name:"text",kind:FIRST},more:[{name:"text",kind:FIRST}]',
  )
})
