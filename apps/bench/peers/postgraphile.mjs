// The peer of the terminal list: PostGraphile 5 over the same tables, role and row-level security.
// Arguments: port, database. The header `x-scope-path` names the subtree that the viewer sees.
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'

const [port, url] = process.argv.slice(2)
const scopeOf = ({ node }) => ({ role: 'budeng_app', 'app.path': node?.req.headers['x-scope-path'] ?? '' })
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ['public'], poolConfig: { max: 10 } })],
  disablePlugins: [
    // a peer that serves a list, not its whole schema: mutations stay out
    'PgMutationCreatePlugin',
    'PgMutationUpdateDeletePlugin',
    // our table `node` bears the name of Relay's interface; ids stay what they are
    'NodePlugin',
    'NodeAccessorPlugin',
    'AddNodeInterfaceToSuitableTypesPlugin',
    'PgNodeIdAttributesPlugin',
    'PgTableNodePlugin',
    // it takes partial indexes for none, and would hide a terminal's device
    'PgIndexBehaviorsPlugin',
  ],
  grafast: { context: (request) => ({ pgSettings: scopeOf(request) }), explain: false },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
})
const server = createServer()
server.on('error', (error) => {
  throw error
})
await instance.createServ(grafserv).addTo(server)
await instance.getSchema()
if (process.env.PRINT_SCHEMA) {
  const { printType } = await import('graphql')
  const { schema } = await instance.getSchemaResult()
  for (const name of process.env.PRINT_SCHEMA.split(',')) console.log(printType(schema.getType(name)))
}
server.listen(Number(port), '127.0.0.1')
