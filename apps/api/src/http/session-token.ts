import type { IncomingHttpHeaders } from 'node:http'
import { PROVIDER_LOGIN_LIFE_MS } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'budeng_session'

/** The session secret of a request: the bearer's, else the cookie's. */
export function sessionSecret(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(headers.authorization ?? '')?.[1]
  return bearer ?? cookieOf(headers.cookie, SESSION_COOKIE)
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
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
  setCookie(request, reply, { name: SESSION_COOKIE, path: '/', secret, lifeMs })
}

/** What a browser holds that went to an identity provider: nobody comes back in another one. */
const BROWSER_COOKIE = 'budeng_sso'
const BROWSER_PATH = '/sso'

export function browserSecret({ cookie }: IncomingHttpHeaders): string | null {
  return cookieOf(cookie, BROWSER_COOKIE)
}

export function setBrowserSecret(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  setCookie(request, reply, { name: BROWSER_COOKIE, path: BROWSER_PATH, secret, lifeMs: PROVIDER_LOGIN_LIFE_MS })
}

export function clearBrowserSecret(request: FastifyRequest, reply: FastifyReply): void {
  setCookie(request, reply, { name: BROWSER_COOKIE, path: BROWSER_PATH, secret: null, lifeMs: 0 })
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, path, secret, lifeMs }: { name: string; path: string; secret: string | null; lifeMs: number },
): void {
  const secure = isLoopbackName(request.host) && request.protocol !== 'https' ? '' : '; Secure'
  const life = secret === null ? 0 : Math.max(0, Math.floor(lifeMs / 1_000))
  reply.header('set-cookie', `${name}=${secret ?? ''}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${life}${secure}`)
}
