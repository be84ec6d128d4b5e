import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '@budeng/kernel'

export const SESSION_COOKIE = 'budeng_session'

/** The session secret of a request: the bearer's, else the cookie's. */
export function sessionSecret(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(headers.authorization ?? '')?.[1]
  return bearer ?? cookieOf(headers.cookie)
}

function cookieOf(header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === SESSION_COOKIE) return pair.slice(at + 1).trim()
  }
  return null
}

/** True for names of this machine, where a browser sends no cookie that insists on HTTPS. */
export function isLoopbackName(host: string): boolean {
  const name = host.replace(/:\d+$/, '')
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]'
}

/** Gives or takes the cookie: out of reach of scripts, not sent along from other sites, over HTTPS outside loopback. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string | null,
  lifeMs: Instant,
): void {
  const secure = isLoopbackName(request.host) && request.protocol !== 'https' ? '' : '; Secure'
  const life = secret === null ? 0 : Math.max(0, Math.floor(lifeMs / 1_000))
  reply.header(
    'set-cookie',
    `${SESSION_COOKIE}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${life}${secure}`,
  )
}
