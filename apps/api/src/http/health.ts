import type { FastifyInstance } from 'fastify'
import { liveProcesses, type ProcessRow } from '@budeng/storage'
import type { House } from '../house.ts'
import { READY_TIMEOUT_MS } from '../limits.ts'

/** What must be there besides this process. */
const NEEDED = ['gateway', 'worker'] as const

/** `/livez`: this process answers. `/readyz`: the house is up; else 503 and what is missing. */
export function healthRoutes(app: FastifyInstance, house: House): void {
  app.get('/livez', () => ({ live: true }))
  app.get('/readyz', async (_request, reply) => {
    const missing = await missingParts(house)
    if (missing.length > 0) reply.code(503)
    return { ready: missing.length === 0, missing }
  })
}

async function missingParts({ storage }: House): Promise<readonly string[]> {
  const processes = await within(
    READY_TIMEOUT_MS,
    storage.read({ path: null }, (db) => liveProcesses(db)),
  )
  if (processes === null) return ['database', ...NEEDED]
  return NEEDED.filter((kind) => !processes.some((process: ProcessRow) => process.kind === kind))
}

/** The answer, or null when it fails or takes too long. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([answer.catch(() => null), late])
  } finally {
    clearTimeout(timer)
  }
}
