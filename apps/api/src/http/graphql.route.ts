import type { ApolloServer } from '@apollo/server'
import fastifyApollo from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiContext, Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { chosenLanguage } from '../language/language.ts'
import { errorBody } from './json-error.ts'
import { isOwnOrigin } from './origin.ts'
import { sessionSecret, setSessionCookie } from './session-token.ts'

/** `/graphql` over HTTP. */
export async function graphqlRoute(
  app: FastifyInstance,
  house: House,
  apollo: ApolloServer<ApiContext>,
  allowedOrigins: readonly string[],
): Promise<void> {
  await app.register(async (inner) => {
    inner.addHook('onRequest', async (request, reply) => {
      if (!isOwnOrigin(request.headers, allowedOrigins))
        return reply.code(403).send(errorBody('FORBIDDEN', 'This origin may not speak to the API.', request.id))
      return undefined
    })
    await inner.register(fastifyApollo(apollo), {
      method: ['GET', 'POST'],
      context: async (request, reply) => ({ operation: await operationOf(house, request, reply) }),
    })
  })
}

async function operationOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Operation> {
  const { headers } = request
  const viewer = await house.sessions.find(sessionSecret(headers), mayChange(request.body))
  return new Operation(house, {
    viewer,
    requestId: request.id,
    language: chosenLanguage(headers['accept-language'], viewer?.person.language ?? 'zh-CN'),
    address: request.ip,
    agent: headers['user-agent'] ?? '',
    setSession: (secret, expiresAt) => setSessionCookie(request, reply, secret, expiresAt - house.clock.now()),
  })
}

/** A document that may hold a mutation is asked by a session that was looked up just now. */
function mayChange(body: unknown): boolean {
  const query = body !== null && typeof body === 'object' && 'query' in body ? body.query : ''
  return typeof query === 'string' && query.includes('mutation')
}
