import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Operation } from '../../graphql/operation.ts'
import type { House } from '../../house.ts'
import { browserSecret, clearBrowserSecret, sessionSecret, setSessionCookie } from '../../http/session-token.ts'
import { chosenLanguage } from '../../language/language.ts'
import { CALLBACK_PATH } from '../../limits.ts'
import { comeBack } from './come-back.ts'

/**
 * Where an identity provider sends people back to. It answers with a way into the dashboard and nothing else: the place
 * they came from, or the login page with what went wrong and the id of the request.
 */
export async function callbackRoute(app: FastifyInstance, house: House): Promise<void> {
  app.get(CALLBACK_PATH, async (request, reply) => {
    const operation = await operationOf(house, request, reply)
    try {
      const at = request.url.indexOf('?')
      const query = at < 0 ? '' : request.url.slice(at)
      const returned = await comeBack(operation, { query, browserSecret: browserSecret(request.headers) })
      clearBrowserSecret(request, reply)
      reply.header('cache-control', 'no-store')
      if (returned.ok) return await reply.redirect(returned.returnTo, SEE_OTHER)
      const why = new URLSearchParams({ sso: returned.code, request: request.id, return: returned.returnTo })
      return await reply.redirect(`/login?${why.toString()}`, SEE_OTHER)
    } finally {
      await operation.end()
    }
  })
}

const SEE_OTHER = 303

async function operationOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Operation> {
  const { headers } = request
  const viewer = await house.sessions.find(sessionSecret(headers), { fresh: true, active: true, address: request.ip })
  return new Operation(house, {
    viewer,
    requestId: request.id,
    language: chosenLanguage(headers['accept-language'], viewer?.person.language ?? 'zh-CN'),
    address: request.ip,
    agent: headers['user-agent'] ?? '',
    setSession: (secret, expiresAt) => setSessionCookie(request, reply, secret, expiresAt - house.clock.now()),
  })
}
