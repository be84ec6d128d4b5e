import type { Client } from '../client.ts'
import type { Document } from './documents.ts'

/** A subscription that is open, and what it said so far. */
export interface Line {
  /** Everything said so far, as one text. */
  text(): string
  /** True as soon as a message passes; false when the line ends without one, or when a busy machine would have said it. */
  until(passes: (message: string) => boolean): Promise<boolean>
  close(): Promise<void>
}

const PATIENCE_MS = 60_000

/** As many as a socket may carry, and less. */
const LINES_PER_SOCKET = 40

/** Follows a subscription, over a socket of its own unless one is given. */
export function messagesOf(client: Client, { query, variables }: Document, socket = client.socket()): Line {
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

/** Whether one of the subscriptions says it. They are followed together: what says nothing is waited for once. */
export async function anyHears(
  client: Client,
  documents: readonly Document[],
  passes: (message: string) => boolean,
): Promise<boolean> {
  const sockets = Array.from({ length: Math.ceil(documents.length / LINES_PER_SOCKET) }, () => client.socket())
  const silent = new Error('nothing was said')
  const heard = documents.map(async (document, index) => {
    const line = messagesOf(client, document, sockets[Math.floor(index / LINES_PER_SOCKET)])
    return (await line.until(passes)) || (await Promise.reject<boolean>(silent))
  })
  const isHeard = await Promise.any(heard).catch(() => false)
  for (const socket of sockets) await socket.dispose()
  return isHeard
}

/** The first thing said on a line, which is closed then. */
export async function firstMessage(line: Line): Promise<string> {
  await line.until(() => true)
  await line.close()
  return line.text()
}
