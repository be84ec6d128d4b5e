import type { Log } from '@budeng/storage'

export type { Log } from '@budeng/storage'

/** What may be logged of a thrown value: kind, text and place, never parameters or rows. */
export function faultFields(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { fault: typeof fault }
  const code = 'code' in fault && typeof fault.code === 'string' ? { code: fault.code } : {}
  return {
    fault: fault.name,
    ...code,
    reason: fault.message.slice(0, 500),
    stack: fault.stack
      ?.split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
  }
}

/** Logs what must not end a process. */
export function logFault(log: Log, message: string, fields: object = {}): (fault: unknown) => void {
  return (fault) => log.error({ ...fields, ...faultFields(fault) }, message)
}
