import type { FastifyInstance } from 'fastify'
import type { ServerTls } from '@budeng/protocol'
import { liveProcesses, type ProcessRow } from '@budeng/storage'
import type { House } from '../house.ts'
import { ENDING_SOON_MS, READY_TIMEOUT_MS, SEALER_BEHIND_MS } from '../limits.ts'

/** What must be there besides this process. */
const NEEDED = ['gateway', 'worker'] as const

/** `/livez`: this process answers. `/readyz`: the house is up; else 503 and what is missing; and what will soon be. */
export function healthRoutes(app: FastifyInstance, house: House, tls?: ServerTls): void {
  app.get('/livez', () => ({ live: true }))
  app.get('/readyz', async (_request, reply) => {
    const { missing, warnings } = await lookedAt(house, tls)
    if (missing.length > 0) reply.code(503)
    return { ready: missing.length === 0, missing, ...(warnings.length > 0 ? { warnings } : {}) }
  })
}

interface Look {
  readonly missing: readonly string[]
  /** What does not keep the house from serving, and must not stay so. */
  readonly warnings: readonly string[]
}

async function lookedAt({ storage }: House, tls: ServerTls | undefined): Promise<Look> {
  const processes = await within(
    READY_TIMEOUT_MS,
    storage.read({ path: null }, (db) => liveProcesses(db)),
  )
  if (processes === null) return { missing: ['database', ...NEEDED], warnings: endings([], tls) }
  return {
    missing: NEEDED.filter((kind) => !processes.some((process: ProcessRow) => process.kind === kind)),
    warnings: [...(isSealerBehind(processes) ? ['sealer'] : []), ...lateBackup(processes), ...endings(processes, tls)],
  }
}

/** Every worker sees how long events have been waiting to be sealed; the newest of them may have just begun to look. */
function isSealerBehind(processes: readonly ProcessRow[]): boolean {
  return processes.some(({ kind, detail }) => {
    const { sealer } = detail as { readonly sealer?: { readonly behindMs?: number } }
    return kind === 'worker' && (sealer?.behindMs ?? 0) > SEALER_BEHIND_MS
  })
}

/** The daily backup, where one is wanted; every worker knows of the last good one. */
function lateBackup(processes: readonly ProcessRow[]): readonly string[] {
  for (const { detail } of processes) {
    const { backup } = detail as {
      readonly backup?: { readonly late?: number; readonly goodAtSeconds?: number }
    }
    if (backup?.late !== 1) continue
    const { goodAtSeconds = 0 } = backup
    return [
      `backup: ${goodAtSeconds === 0 ? 'none yet' : `none since ${new Date(goodAtSeconds * 1_000).toISOString()}`}`,
    ]
  }
  return []
}

/** Certificates and platform keys that end soon, each with its day. */
function endings(processes: readonly ProcessRow[], tls: ServerTls | undefined): readonly string[] {
  const ends: [string, number][] =
    tls === undefined ? [] : [['HTTPS certificate', tls.figures().certificateExpiresSeconds]]
  for (const { kind, detail } of processes) {
    const { tls: mqtt, keys } = detail as ProcessDetail
    if (mqtt?.certificateExpiresSeconds !== undefined) ends.push(['MQTT certificate', mqtt.certificateExpiresSeconds])
    if (keys?.clockEndsSeconds !== undefined) ends.push([`clock key of the ${kind}`, keys.clockEndsSeconds])
    if (keys?.commandEndsSeconds !== undefined) ends.push([`command key of the ${kind}`, keys.commandEndsSeconds])
  }
  const soon = (Date.now() + ENDING_SOON_MS) / 1_000
  const told = ends
    .filter(([, at]) => at < soon)
    .map(([what, at]) =>
      at === 0 ? `${what}: none in force` : `${what}: ${new Date(at * 1_000).toISOString().slice(0, 10)}`,
    )
  return [...new Set(told)]
}

/** The parts of a life sign that tell when something ends. */
interface ProcessDetail {
  readonly tls?: { readonly certificateExpiresSeconds?: number } | null
  readonly keys?: { readonly clockEndsSeconds?: number; readonly commandEndsSeconds?: number }
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
