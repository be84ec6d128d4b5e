import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { CloseCode, type Context, type SubscribePayload } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { Viewer } from '../access/viewer.ts'
import type { House } from '../house.ts'
import { isOwnOrigin } from '../http/origin.ts'
import { sessionSecret } from '../http/session-token.ts'
import { clientAddress } from '../http/client-address.ts'
import { onUpgrade, SessionSockets } from '../http/sockets.ts'
import { chosenLanguage } from '../language/language.ts'
import {
  SOCKET_INIT_TIMEOUT_MS,
  SOCKET_MESSAGE_BYTES_MAX,
  SOCKET_PING_MS,
  SOCKETS_MAX,
  SUBSCRIPTIONS_MAX,
  TOKENS_MAX,
} from '../limits.ts'
import { admissionRules, admit } from './admission.ts'
import { ApiError, badInput } from './api-error.ts'
import { mask } from './apollo.ts'
import type { CostBudget } from './cost-budget.ts'
import { type ApiContext, Operation } from './operation.ts'
import { isTooNested, TOO_NESTED } from './nesting.ts'
import { subscribeLive } from './subscribe.ts'

/** What a socket knows of who opened it. */
interface Line extends Extra {
  viewer?: Viewer
  requestId?: string
  /** From where the socket was opened. */
  address?: string
}
type LineContext = Context<Record<string, unknown>, Line & Partial<Record<PropertyKey, never>>>

export interface Sockets {
  count(): { readonly sockets: number; readonly subscriptions: number }
  close(): Promise<void>
}

/** Whose pages may open a socket, and whose word on the client's address is believed. */
export interface SocketTrust {
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
}

/** Subscriptions over `graphql-transport-ws` on the HTTP port. Queries and mutations go over HTTP. */
export function openSockets(
  house: House,
  server: Server,
  schema: GraphQLSchema,
  budget: CostBudget,
  { allowedOrigins, trustedProxies }: SocketTrust,
): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: SOCKET_MESSAGE_BYTES_MAX })
  const bySession = new SessionSockets(house.sessions, house.log)
  const lines = new Set<LineContext>()
  const refusalOf = (request: IncomingMessage) => {
    if (!isOwnOrigin(request.headers, allowedOrigins)) return 403
    return sockets.clients.size >= SOCKETS_MAX ? 503 : null
  }
  onUpgrade(server, '/graphql', refusalOf, (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      sockets.emit('connection', accepted, request)
      // the library would print what a hostile frame brings about; the socket is closed with the right code anyway
      accepted.removeAllListeners('error')
      accepted.on('error', (error) => house.log.warn({ reason: error.message }, 'a socket was closed for what it sent'))
    }),
  )
  const running = useServer<Record<string, unknown>, Line & Partial<Record<PropertyKey, never>>>(
    {
      schema,
      isProd: true,
      connectionInitWaitTimeout: SOCKET_INIT_TIMEOUT_MS,
      onConnect: async (context) => {
        context.extra.address = clientAddress(context.extra.request, trustedProxies)
        const isWelcome = await greet(house, bySession, context)
        if (isWelcome) lines.add(context)
        return isWelcome
      },
      onClose: (context) => void lines.delete(context),
      onSubscribe: (context, _id, payload) => prepare(house, schema, budget, context, payload),
      subscribe: subscribeLive,
      onNext: (_context, _id, _payload, args, result) =>
        result.errors === undefined
          ? undefined
          : {
              ...result,
              errors: maskAll(house, result.errors, (args.contextValue as ApiContext).operation.asker.requestId),
            },
      onError: (context, _id, _payload, errors) => maskAll(house, errors, context.extra.requestId),
    },
    sockets,
    SOCKET_PING_MS,
  )
  return {
    count: () => ({
      sockets: sockets.clients.size,
      subscriptions: [...lines].reduce((sum, line) => sum + Object.keys(line.subscriptions).length, 0),
    }),
    close: async () => {
      bySession.close()
      for (const client of sockets.clients) client.close(CLOSING, 'Going away')
      await Promise.race([running.dispose(), new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE_MS).unref())])
      for (const client of sockets.clients) client.terminate()
    },
  }
}

const CLOSING = 1001
const CLOSE_GRACE_MS = 500

/** Who opens a socket: by the cookie of the page, or by `authorization` in the first message. */
async function greet(
  house: House,
  bySession: SessionSockets,
  { extra, connectionParams }: LineContext,
): Promise<boolean> {
  const { authorization } = connectionParams ?? {}
  const { headers } = extra.request
  const secret = sessionSecret(typeof authorization === 'string' ? { authorization } : headers)
  const { address = '' } = extra
  const viewer = await house.sessions.find(secret, { fresh: true, active: false, address })
  if (viewer === null) {
    extra.socket.close(CloseCode.Unauthorized, 'Log in first')
    return false
  }
  if (viewer.isLocked || viewer.mustEnrol) {
    extra.socket.close(CloseCode.Forbidden, viewer.isLocked ? 'Session locked' : 'Second factor needed')
    return false
  }
  if (!bySession.admit(extra.socket, viewer, address)) {
    extra.socket.close(CloseCode.Forbidden, 'Too many sockets of one session')
    return false
  }
  extra.viewer = viewer
  extra.requestId = randomUUID()
  return true
}

/** The same admission as over HTTP, then what runs it; errors refuse this subscription and leave the socket open. */
async function prepare(
  house: House,
  schema: GraphQLSchema,
  budget: CostBudget,
  context: LineContext,
  payload: SubscribePayload,
): Promise<ExecutionArgs | GraphQLError[]> {
  try {
    const { viewer } = context.extra
    if (viewer === undefined) throw new ApiError('UNAUTHENTICATED', 'Log in first.')
    if (Object.keys(context.subscriptions).length > SUBSCRIPTIONS_MAX)
      throw new ApiError('RATE_LIMITED', `A socket may have ${SUBSCRIPTIONS_MAX} subscriptions at most.`)
    const { query, operationName, variables } = payload
    if (isTooNested(query)) throw new ApiError('QUERY_TOO_COMPLEX', TOO_NESTED)
    const document = parse(query, { maxTokens: TOKENS_MAX })
    const errors = validate(schema, document, [...specifiedRules, ...admissionRules])
    if (errors.length > 0) return [...errors].map(asInputError)
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw badInput('Only subscriptions run over a socket; send queries and mutations over HTTP.')
    await budget.spend(viewer, '', admit({ schema, document, operationName, variables, viewer }))
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: { operation: operationOf(house, context, viewer) } satisfies ApiContext,
    }
  } catch (error) {
    return [
      error instanceof GraphQLError
        ? asInputError(error)
        : new GraphQLError('failed', { originalError: error instanceof Error ? error : null }),
    ]
  }
}

/** What graphql-js says of a document, as Apollo marks it over HTTP. */
function asInputError(error: GraphQLError): GraphQLError {
  if (error instanceof ApiError || error.originalError) return error
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    positions: error.positions,
    source: error.source,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
}

function operationOf(house: House, { extra, connectionParams }: LineContext, viewer: Viewer): Operation {
  const { headers } = extra.request
  const wish = connectionParams?.['acceptLanguage']
  return new Operation(house, {
    viewer,
    requestId: randomUUID(),
    language: chosenLanguage(typeof wish === 'string' ? wish : headers['accept-language'], viewer.person.language),
    address: extra.address ?? '',
    agent: headers['user-agent'] ?? '',
  })
}

function maskAll(
  house: House,
  errors: readonly GraphQLError[],
  requestId: string | undefined,
): GraphQLFormattedError[] {
  return errors.map((error) => mask(house, error.toJSON(), error, requestId))
}
