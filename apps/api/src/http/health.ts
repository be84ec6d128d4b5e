import type { FastifyInstance } from 'fastify'
import { liveProcesses, type ProcessRow } from '@budeng/storage'
import type { House } from '../house.ts'
import { READY_TIMEOUT_MS, SEALER_BEHIND_MS } from '../limits.ts'

/** What must be there besides this process. */
const NEEDED = ['gateway', 'worker'] as const

/** `/livez`: this process answers. `/readyz`: the house is up; else 503 and what is missing. */
export function healthRoutes(app: FastifyInstance, house: House): void {
  app.get('/livez', () => ({ live: true }))
  app.get('/readyz', async (_request, reply) => {
    const { missing, warnings } = await lookedAt(house)
    if (missing.length > 0) reply.code(503)
    return { ready: missing.length === 0, missing, ...(warnings.length > 0 ? { warnings } : {}) }
  })
}

interface Look {
  readonly missing: readonly string[]
  /** What does not keep the house from serving, and must not stay so. */
  readonly warnings: readonly string[]
}

async function lookedAt({ storage }: House): Promise<Look> {
  const processes = await within(
    READY_TIMEOUT_MS,
    storage.read({ path: null }, (db) => liveProcesses(db)),
  )
  if (processes === null) return { missing: ['database', ...NEEDED], warnings: [] }
  return {
    missing: NEEDED.filter((kind) => !processes.some((process: ProcessRow) => process.kind === kind)),
    warnings: isSealerBehind(processes) ? ['sealer'] : [],
  }
}

/** Every worker sees how long events have been waiting to be sealed; the newest of them may have just begun to look. */
function isSealerBehind(processes: readonly ProcessRow[]): boolean {
  return processes.some(({ kind, detail }) => {
    const { sealer } = detail as { readonly sealer?: { readonly behindMs?: number } }
    return kind === 'worker' && (sealer?.behindMs ?? 0) > SEALER_BEHIND_MS
  })
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
