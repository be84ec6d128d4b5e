import { evidenceBy, keepEvidence, loadCases, placeOfTerminal, type TerminalScope } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { errorBody } from '../http/json-error.ts'
import { giveAttachments, keptAttachment, sayKept, takeAttachments } from './attachment.ts'

const NO_PART = 'You have no part in corrections, nor in visits of terminals.'

interface Asked {
  readonly place: TerminalScope
  readonly name: string
  readonly caseId: string | null
}

/**
 * `POST /evidence?terminal=trm_…&name=…[&case=cas_…]` keeps an attachment (the body, under its content type) for the
 * corrections of a terminal, or a photograph for a visit there: looked through for card numbers, also where it is compressed, and kept under its hash.
 * `GET /evidence/{terminal}/{sha256}` gives it to whoever sees the terminal's corrections or visits it.
 */
export async function evidenceRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  const about = { house, allowedOrigins, forbidden: NO_PART }
  await takeAttachments(
    app,
    { ...about, address: '/evidence', permission: ['correction:make', 'care:record'] },
    received,
  )
  giveAttachments<{ terminal: string; sha256: string }>(
    app,
    { ...about, address: '/evidence/:terminal/:sha256', permission: ['correction:read', 'care:record'] },
    async (operation, { terminal, sha256 }) => {
      const terminalId = idOf('terminal', terminal)
      if (terminalId === null) return null
      return await operation.read((db) => evidenceBy(db, terminalId, Buffer.from(sha256, 'hex')))
    },
  )
}

async function received(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = await askedFor(operation, request)
  if (typeof asked === 'string') return await reply.code(400).send(errorBody('BAD_USER_INPUT', asked, request.id))
  const { place, name, caseId } = asked
  const kept = await keptAttachment(operation, request, reply, { name })
  if (kept === null) return reply
  const isNew = await operation.write((unit) => keepEvidence(unit, { ...kept, place, caseId }))
  return await sayKept(reply, kept, isNew)
}

/** What the address asks for, or what is wrong with it. */
async function askedFor(operation: Operation, request: FastifyRequest): Promise<Asked | string> {
  const { terminal, name = '', case: shownIn } = request.query as Readonly<Record<string, unknown>>
  const terminalId = typeof terminal === 'string' ? idOf('terminal', terminal) : null
  const place = terminalId === null ? null : await operation.read((db) => placeOfTerminal(db, terminalId))
  if (place === null) return 'terminal: one of yours'
  if (typeof name !== 'string') return 'name: a short text'
  const about = { place: place.scope, name }
  if (shownIn === undefined) return { ...about, caseId: null }
  const caseId = typeof shownIn === 'string' ? idOf('case', shownIn) : null
  const [found] = caseId === null ? [] : await operation.read((db) => loadCases(db, [caseId]))
  if (found === undefined || found.terminalId !== place.scope.terminalId) return 'case: one of this terminal'
  return { ...about, caseId }
}
