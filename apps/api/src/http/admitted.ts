import { type Permission, permissionRefusal } from '@budeng/access'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FACTOR_REQUIRED } from '../graphql/api-error.ts'
import { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { chosenLanguage } from '../language/language.ts'
import { errorBody } from './json-error.ts'
import { isOwnOrigin } from './origin.ts'
import { sessionSecret } from './session-token.ts'

/** Who may send or take a file, and what is said to everybody else. */
export interface Admission {
  readonly allowedOrigins: readonly string[]
  /** One of these is enough. */
  readonly permission: Permission | readonly Permission[]
  /** Only people of the acquirer itself. */
  readonly acquirersOnly?: boolean
  readonly forbidden: string
}

/**
 * The person behind a request for or with a file: from a page of ours, logged in, not locked, with the permission. Else
 * null, and the answer is given. A file is no GraphQL operation, so this is decided here, for all of them alike.
 */
export async function admitted(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  { allowedOrigins, permission, acquirersOnly = false, forbidden }: Admission,
): Promise<Operation | null> {
  const { headers } = request
  const refuse = (
    status: number,
    code: 'UNAUTHENTICATED' | 'SESSION_LOCKED' | 'FACTOR_REQUIRED' | 'FORBIDDEN',
    message: string,
  ) => {
    // a body that is still on its way is not read
    if (request.method !== 'GET') reply.header('connection', 'close')
    reply.code(status).send(errorBody(code, message, request.id))
    return null
  }
  // a link or a picture on a foreign page would come with the cookie and without an origin
  if (headers['sec-fetch-site'] === 'cross-site' || !isOwnOrigin(headers, allowedOrigins))
    return refuse(403, 'FORBIDDEN', 'This origin may not speak to the API.')
  const viewer = await house.sessions.find(sessionSecret(headers), { fresh: true, active: true, address: request.ip })
  if (viewer === null) return refuse(401, 'UNAUTHENTICATED', 'Log in first.')
  if (viewer.isLocked) return refuse(423, 'SESSION_LOCKED', 'Unlock with a passkey or a code.')
  if (viewer.mustEnrol) return refuse(403, 'FACTOR_REQUIRED', FACTOR_REQUIRED)
  const isOutside = acquirersOnly && viewer.person.path.includes('.')
  const isPermitted = [permission].flat().some((one) => permissionRefusal(viewer.authority, one) === null)
  if (viewer.session.kind === 'BOARD' || isOutside || !isPermitted) return refuse(403, 'FORBIDDEN', forbidden)
  return new Operation(house, {
    viewer,
    requestId: request.id,
    language: chosenLanguage(headers['accept-language'], viewer.person.language),
    address: request.ip,
    agent: headers['user-agent'] ?? '',
  })
}
