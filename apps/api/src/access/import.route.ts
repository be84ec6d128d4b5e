import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, FACTOR_REQUIRED } from '../graphql/api-error.ts'
import { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { errorBody } from '../http/json-error.ts'
import { isOwnOrigin } from '../http/origin.ts'
import { sessionSecret } from '../http/session-token.ts'
import { chosenLanguage } from '../language/language.ts'
import { IMPORT_BYTES_MAX } from '../limits.ts'
import { exportTerminals, registerTerminals } from '../fleet/register-terminals.ts'
import { exportOrganisations, importOrganisations } from './import-organisations.ts'

const FILES = [
  { name: 'organisations', take: importOrganisations, give: exportOrganisations },
  { name: 'terminals', take: registerTerminals, give: exportTerminals },
] as const

/**
 * `POST /import/organisations` and `/import/terminals` take a CSV file as it is (`text/csv`, so that a foreign page cannot send it without being
 * asked first); `?dryRun=1` rolls it back. `?columns=[{"field","title"}]` says what a file of terminals calls our columns. A file is bytes in its own encoding and larger than any document, so it does not
 * go through GraphQL. `GET /export/….csv` gives the same columns.
 */
export async function importRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: IMPORT_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    )
    inner.addHook('onRequest', async (request, reply) => {
      if (!isOwnOrigin(request.headers, allowedOrigins))
        return reply.code(403).send(errorBody('FORBIDDEN', 'This origin may not speak to the API.', request.id))
      return undefined
    })
    for (const { name, take, give } of FILES) {
      inner.post<{ Querystring: { dryRun?: string; columns?: string } }>(`/import/${name}`, async (request, reply) =>
        answered(house, request, reply, async (operation) => {
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          const { dryRun, columns } = request.query
          const answer = await take(operation, bytes, { isDryRun: dryRun === '1', columns: columns?.toString() })
          return reply.header('cache-control', 'no-store').send(answer)
        }),
      )
      inner.get(`/export/${name}.csv`, async (request, reply) =>
        answered(house, request, reply, async (operation) =>
          reply
            .type('text/csv; charset=utf-8')
            .header('cache-control', 'no-store')
            .header('content-disposition', `attachment; filename="${name}.csv"`)
            .send(await give(operation)),
        ),
      )
    }
  })
}

async function answered(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (operation: Operation) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { headers } = request
  const viewer = await house.sessions.find(sessionSecret(headers), { fresh: true, active: true, address: request.ip })
  if (viewer === null) return reply.code(401).send(errorBody('UNAUTHENTICATED', 'Log in first.', request.id))
  if (viewer.isLocked || viewer.session.kind === 'BOARD')
    return reply.code(423).send(errorBody('SESSION_LOCKED', 'Unlock with a passkey or a code.', request.id))
  if (viewer.mustEnrol) return reply.code(403).send(errorBody('FACTOR_REQUIRED', FACTOR_REQUIRED, request.id))
  const operation = new Operation(house, {
    viewer,
    requestId: request.id,
    language: chosenLanguage(headers['accept-language'], viewer.person.language),
    address: request.ip,
    agent: headers['user-agent'] ?? '',
  })
  try {
    return await work(operation)
  } catch (error) {
    if (error instanceof ApiError) return await reply.code(400).send(errorBody(error.code, error.message, request.id))
    throw error
  } finally {
    await operation.end()
  }
}
