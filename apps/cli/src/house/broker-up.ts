import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { BROKER_POLL_MS, BROKER_WAIT_MS } from '../limits.ts'

/**
 * Waits until somebody listens on the port, or gives up: terminals that find nobody wait longer and longer, as they
 * should, and a start that knows better need not.
 */
export async function untilListening(port: number): Promise<boolean> {
  const deadline = performance.now() + BROKER_WAIT_MS
  for (;;) {
    if (await isListening(port)) return true
    if (performance.now() > deadline) return false
    await wait(BROKER_POLL_MS)
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const answer = (listening: boolean) => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
