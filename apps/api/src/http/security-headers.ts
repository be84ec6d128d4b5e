import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

const YEAR_SEC = 365 * 24 * 60 * 60

/**
 * Everything from this origin and nothing else. Styles may stand inline: the component kit writes them at run time, and
 * a nonce would not cover the style attributes that it sets too. Scripts may not.
 */
export async function securityHeaders(app: FastifyInstance, production: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: production ? { maxAge: YEAR_SEC, includeSubDomains: true } : false,
  })
}
