import type { Client } from '../client.ts'
import type { Document } from './documents.ts'

/** A subscription that is open, and what it said so far. */
export interface Line {
  /** Everything said so far, as one text. */
  text(): string
  /** True as soon as a message passes; false when none does for a while, or when the line ends without one. */
  until(passes: (message: string) => boolean): Promise<boolean>
  close(): Promise<void>
}

const PATIENCE_MS = 8_000

/** Follows a subscription over a socket of its own. */
export function messagesOf(client: Client, { query, variables }: Document): Line {
  const socket = client.socket()
  const said: string[] = []
  let isOver = false
  let wake = () => {}
  const hear = (message: unknown) => {
    said.push(JSON.stringify(message))
    wake()
  }
  const finish = () => {
    isOver = true
    wake()
  }
  socket.subscribe(
    { query, variables },
    {
      next: hear,
      error: (error) => {
        hear(error)
        finish()
      },
      complete: finish,
    },
  )
  return {
    text: () => said.join('\n'),
    until: async (passes) => {
      const end = performance.now() + PATIENCE_MS
      while (performance.now() < end) {
        if (said.some(passes)) return true
        if (isOver) return false
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, Math.max(1, end - performance.now()))
          wake = () => {
            clearTimeout(late)
            resolve()
          }
        })
      }
      return false
    },
    close: async () => {
      await socket.dispose()
    },
  }
}

/** The first thing said on a line, which is closed then. */
export async function firstMessage(line: Line): Promise<string> {
  await line.until(() => true)
  await line.close()
  return line.text()
}
