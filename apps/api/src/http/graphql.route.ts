import type { ApolloServer } from '@apollo/server'
import fastifyApollo from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiContext, Operation } from '../graphql/operation.ts'
import { isTooNested, TOO_NESTED } from '../graphql/nesting.ts'
import type { House } from '../house.ts'
import { chosenLanguage } from '../language/language.ts'
import { errorBody } from './json-error.ts'
import { isOwnOrigin } from './origin.ts'
import { sessionSecret, setBrowserSecret, setSessionCookie } from './session-token.ts'

/** Platform time in ms since 1970, and how many platform milliseconds pass in a real one: `1767225600000;factor=1`. */
const TIME_HEADER = 'x-budeng-time'

/** `/graphql` over HTTP. */
export async function graphqlRoute(
  app: FastifyInstance,
  house: House,
  apollo: ApolloServer<ApiContext>,
  { allowedOrigins, clockFactor }: { readonly allowedOrigins: readonly string[]; readonly clockFactor: number },
): Promise<void> {
  await app.register(async (inner) => {
    inner.addHook('onRequest', async (request, reply) => {
      // what is asked may hold secrets and the lines of a file: an address, which every proxy writes down, never does
      if (request.method !== 'POST')
        return reply
          .code(405)
          .header('allow', 'POST')
          .send(errorBody('BAD_USER_INPUT', 'Ask by POST.', request.id))
      if (!isOwnOrigin(request.headers, allowedOrigins))
        return reply.code(403).send(errorBody('FORBIDDEN', 'This origin may not speak to the API.', request.id))
      return undefined
    })
    // pages tell ages by our clock: a browser's own may be wrong, and the demonstration's may run faster
    inner.addHook('onSend', async (_request, reply) => {
      reply.header(TIME_HEADER, `${Math.round(house.clock.now())};factor=${clockFactor}`)
    })
    inner.addHook('preHandler', async (request, reply) => {
      if (!isTooNested(documentOf(request))) return undefined
      return reply.code(400).send(errorBody('QUERY_TOO_COMPLEX', TOO_NESTED, request.id))
    })
    await inner.register(fastifyApollo(apollo), {
      method: ['GET', 'POST'],
      context: async (request, reply) => ({ operation: await operationOf(house, request, reply) }),
    })
  })
}

async function operationOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Operation> {
  const { headers } = request
  // a document that may hold a mutation is asked by a session that was looked up just now
  const fresh = documentOf(request).includes('mutation')
  const active = headers[BACKGROUND_HEADER] === undefined
  const viewer = await house.sessions.find(sessionSecret(headers), { fresh, active, address: request.ip })
  return new Operation(house, {
    viewer,
    requestId: request.id,
    language: chosenLanguage(headers['accept-language'], viewer?.person.language ?? 'zh-CN'),
    address: request.ip,
    agent: headers['user-agent'] ?? '',
    setSession: (secret, expiresAt) => setSessionCookie(request, reply, secret, expiresAt - house.clock.now()),
    setBrowserSecret: (secret) => setBrowserSecret(request, reply, secret),
  })
}

/** Sent with what a page asks by itself, without anybody at the screen: it keeps no session open. */
const BACKGROUND_HEADER = 'budeng-background'

/** The document of a request; empty when there is none. */
function documentOf({ body }: Pick<FastifyRequest, 'body'>): string {
  const document = body !== null && typeof body === 'object' && 'query' in body ? body.query : ''
  return typeof document === 'string' ? document : ''
}
