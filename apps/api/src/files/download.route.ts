import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exportById, type ExportJobRow } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { idOf } from '../graphql/ids.ts'
import type { House } from '../house.ts'
import { errorBody } from '../http/json-error.ts'
import { isOwnOrigin } from '../http/origin.ts'
import { sessionSecret } from '../http/session-token.ts'

const TYPES: Readonly<Record<ExportJobRow['format'], string>> = {
  CSV: 'text/csv; charset=utf-8',
  CSV_GB18030: 'text/csv; charset=gb18030',
  JSONL: 'application/x-ndjson; charset=utf-8',
}
const endingOf = (format: ExportJobRow['format']) => (format === 'JSONL' ? 'jsonl' : 'csv')

/** The worker writes it there. */
function exportPath(folder: string, { id, format }: ExportJobRow): string {
  return join(folder, 'exports', `${id}.${endingOf(format)}`)
}

/**
 * `GET /exports/{id}`: a file that was asked for, to whoever asked for it, from the place where they asked and from a page
 * of ours. For anybody else there is none.
 */
export function downloadRoute(app: FastifyInstance, house: House, allowedOrigins: readonly string[]): void {
  app.get<{ Params: { id: string } }>('/exports/:id', async (request, reply) => {
    const { headers } = request
    const isForeign = headers['sec-fetch-site'] === 'cross-site' || !isOwnOrigin(headers, allowedOrigins)
    const viewer = await house.sessions.find(sessionSecret(headers), { fresh: true, active: true, address: request.ip })
    if (viewer === null) return reply.code(401).send(errorBody('UNAUTHENTICATED', 'Log in first.', request.id))
    if (viewer.isLocked)
      return reply.code(423).send(errorBody('SESSION_LOCKED', 'Unlock with a passkey or a code.', request.id))
    if (isForeign || viewer.session.kind === 'BOARD')
      return reply.code(403).send(errorBody('FORBIDDEN', 'Open it from the platform itself.', request.id))
    const id = idOf('exportJob', request.params.id)
    const { path, id: personId } = viewer.person
    const job =
      id === null ? null : await house.storage.read({ path, personId }, async (db) => await exportById(db, id))
    const isTheirs = job !== null && job.personId === personId && job.path === path
    if (!isTheirs || job.state !== 'READY' || job.expiresAt <= house.clock.now()) return gone(request, reply)
    const file = exportPath(house.filesFolder, job)
    const size = await stat(file).then(
      (found) => found.size,
      () => null,
    )
    if (size !== job.bytes) return gone(request, reply)
    const name = `budeng-${job.kind.toLowerCase()}-${new Date(job.createdAt).toISOString().slice(0, 10)}`
    return reply
      .type(TYPES[job.format])
      .header('content-length', size)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}.${endingOf(job.format)}"`)
      .send(createReadStream(file))
  })
}

function gone(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is no such file.', request.id))
}
