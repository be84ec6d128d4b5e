import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody } from './json-error.ts'

/** Addresses that are never a page of the dashboard. */
const NOT_A_PAGE = /^\/(graphql|sso|enrol|livez|readyz|metrics|assets)(\/|$|\?)/
/** Built files carry a hash of their content in their name. */
const HASHED = /[/\\]assets[/\\]/

/**
 * The built dashboard: hashed files for ever in the browser's cache, the page itself asked for anew each time. An
 * address that is no file is a place inside the dashboard; for programs, and without a dashboard, it is a JSON 404.
 */
export async function dashboardRoutes(app: FastifyInstance, dashboardDir: string | undefined): Promise<void> {
  const root = dashboardDir === undefined ? null : resolve(dashboardDir)
  const hasPage = root !== null && existsSync(join(root, 'index.html'))
  app.setNotFoundHandler((request, reply) => {
    if (hasPage && isPage(request)) return page(reply)
    return reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is nothing at this address.', request.id))
  })
  if (!hasPage || root === null) return
  await app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: true,
    cacheControl: false,
    dotfiles: 'deny',
    // the build lays a .br and a .gz beside each file that is worth it
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', (_request, reply) => page(reply))
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && !NOT_A_PAGE.test(url) && (headers.accept ?? '').includes('text/html')
}

function page(reply: FastifyReply): FastifyReply {
  return reply.code(200).header('cache-control', 'no-cache').sendFile('index.html')
}
