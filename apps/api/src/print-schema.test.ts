import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql'
import { expect, test } from 'vitest'
import { apiSchema } from './graphql/schema.ts'
import { printedSchema, SCHEMA_FILE } from './print-schema.ts'

const schema = apiSchema()
const ourTypes = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)

test('the committed contract is the printed schema', async () => {
  await expect(printedSchema(schema)).toMatchFileSnapshot(SCHEMA_FILE)
})

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([])
})

test('nothing lacks a description', () => {
  expect(ourTypes.flatMap(undescribed)).toEqual([])
})

test('a list has no null items, but where a lookup by ids must say which are missing', () => {
  const nullable = ourTypes.flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => /\[\w+\]/.test(String(field.type)))
          .map((field) => `${type.name}.${field.name}`)
      : [],
  )
  expect(nullable).toEqual(['Query.nodes'])
})

test('a mutation that takes an idempotency key says whether the wish was fulfilled before', () => {
  const keyed = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ args }) =>
    args.some(({ type }) => has(getNamedType(type), 'idempotencyKey')),
  )
  expect(keyed.length).toBeGreaterThan(80)
  expect(keyed.filter(({ type }) => !has(getNamedType(type), 'replayed')).map(({ name }) => name)).toEqual([])
})

function has(type: GraphQLNamedType, field: string): boolean {
  return (isObjectType(type) || isInputObjectType(type)) && Object.hasOwn(type.getFields(), field)
}

function undescribed(type: GraphQLNamedType): string[] {
  const members = isEnumType(type)
    ? type.getValues().map((value) => ({ name: `${type.name}.${value.name}`, description: value.description }))
    : isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) => [
          { name: `${type.name}.${field.name}`, description: field.description },
          ...('args' in field
            ? field.args.map((arg: GraphQLArgument) => ({
                name: `${type.name}.${field.name}(${arg.name})`,
                description: arg.description,
              }))
            : []),
        ])
      : []
  return [{ name: type.name, description: type.description }, ...members]
    .filter(({ description }) => !description?.trim())
    .map(({ name }) => name)
}
