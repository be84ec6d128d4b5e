import type { TerminalState } from './state.ts'

/** What the application remembers of itself, as lines of a log: counters, sign-on, health, and the commands of its ring. */
export function logLines(state: Readonly<TerminalState>, heartbeat: object): string[] {
  const { conn, boot, window, signOn, batch, locked, epoch, era, used, outbox } = state
  const waiting = outbox.report.size + outbox.reply.size
  const commands = [...state.ring.values()].map(
    ({ id, attempt, phase, outcome }) =>
      `command ${id} attempt=${attempt} ${phase} ${outcome?.status ?? ''} ${outcome?.code ?? ''}`,
  )
  return [
    `boot=${boot} conn=${conn} epoch=${epoch} era=${era} highestSeq=${window.highest}`,
    `signOn=${signOn} batch=${batch ?? '-'} locked=${locked} reports=${used.report} replies=${used.reply} waiting=${waiting}`,
    `heartbeat ${JSON.stringify(heartbeat)}`,
    ...commands.map((line) => line.trimEnd()),
  ]
}
