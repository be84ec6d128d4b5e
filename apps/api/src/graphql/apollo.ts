import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContextWillSendResponse } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql'
import type { House } from '../house.ts'
import type { ApiMetrics } from '../http/metrics.ts'
import { currentRequestId } from '../http/request-scope.ts'
import { SELECTIONS_MAX, TOKENS_MAX } from '../limits.ts'
import { faultFields } from '../log.ts'
import { admissionRules, admit } from './admission.ts'
import { HTTP_STATUS, isErrorCode } from './api-error.ts'
import type { CostBudget } from './cost-budget.ts'
import { maskError } from './faults.ts'
import type { ApiContext } from './operation.ts'

/** Apollo with everything that guards it. Documents are parsed and validated once and remembered. */
export function apolloServer(
  house: House,
  schema: GraphQLSchema,
  budget: CostBudget,
  metrics: ApiMetrics,
): ApolloServer<ApiContext> {
  return new ApolloServer<ApiContext>({
    schema,
    csrfPrevention: true,
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: TOKENS_MAX },
    maxRecursiveSelections: SELECTIONS_MAX,
    validationRules: [...admissionRules],
    formatError: (formatted, error) => {
      const masked = mask(house, formatted, error)
      metrics.errors.inc({ code: String(masked.extensions?.['code']) })
      return masked
    },
    // a process that stops is told so by its owner
    stopOnTerminationSignals: false,
    // nothing here may be cached by others, and to say so Apollo would wrap every field of every answer
    plugins: [ApolloServerPluginCacheControlDisabled(), admission(schema, budget)],
    logger: apolloLogger(house),
  })
}

/** Looks at a valid document before it runs, and gives the operation's connection back after. */
function admission(schema: GraphQLSchema, budget: CostBudget): ApolloServerPlugin<ApiContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, request, contextValue }) => {
        const { operationName, variables } = request
        const { viewerOrNull: viewer, asker } = contextValue.operation
        const cost = admit({ schema, document, operationName, variables, viewer })
        await budget.spend(viewer, asker.address, cost)
      },
      willSendResponse: async (context) => {
        await context.contextValue.operation.end()
        setStatus(context)
      },
    }),
  }
}

/** An answer without data has the status of its first error; partial data stays 200. */
function setStatus({ response }: GraphQLRequestContextWillSendResponse<ApiContext>): void {
  if (response.body.kind !== 'single') return
  const { data, errors } = response.body.singleResult
  const code = errors?.[0]?.extensions?.['code']
  if (data != null || !isErrorCode(code)) return
  response.http.status = HTTP_STATUS[code]
  const retryAfterMs = errors?.[0]?.extensions?.['retryAfterMs']
  if (typeof retryAfterMs === 'number')
    response.http.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)))
}

/** Only known codes leave; a fault is logged under the request id that the caller sees. */
export function mask(
  house: House,
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId = currentRequestId(),
): GraphQLFormattedError {
  const { formatted: masked, fault } = maskError(formatted, error)
  if (fault !== null) {
    const { code } = masked.extensions
    const fields = { requestId, path: formatted.path?.join('.'), ...faultFields(fault) }
    if (code === 'INTERNAL') house.log.error(fields, 'an operation failed')
    else house.log.warn(fields, 'an operation was refused for overload')
  }
  return { ...masked, extensions: { ...masked.extensions, ...(requestId !== undefined && { requestId }) } }
}

function apolloLogger({ log }: House) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message?: unknown) => log.warn({}, String(message)),
    error: (message?: unknown) => log.error({}, String(message)),
  }
}
