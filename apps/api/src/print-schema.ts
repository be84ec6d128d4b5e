import { GraphQLSchema, printSchema } from 'graphql'

/** Where the API's contract is committed, from here. */
export const SCHEMA_FILE = '../../../packages/contract/schema.graphql'

const HEADER = '# The API of Budeng, printed from apps/api by `npm run update-contracts`. Not to be edited.'
const ROOTS = ['Query', 'Mutation', 'Subscription']

/** The contract's text: the three roots, then types by name; members in the order in which they are declared. */
export function printedSchema(schema: GraphQLSchema): string {
  const rank = (name: string) => (ROOTS.includes(name) ? String(ROOTS.indexOf(name)) : `~${name}`)
  const { types, ...config } = schema.toConfig()
  const sorted = [...types].sort((a, b) => (rank(a.name) < rank(b.name) ? -1 : 1))
  return `${HEADER}\n\n${printSchema(new GraphQLSchema({ ...config, types: sorted }))}\n`
}
