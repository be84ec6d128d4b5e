import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { Viewer } from '../access/viewer.ts'
import type { Sessions } from '../access/sessions.ts'
import { SOCKET_RECHECK_MS, SOCKETS_PER_SESSION_MAX } from '../limits.ts'
import { type Log, logFault } from '../log.ts'

/** The open sockets by session: bounded, re-checked, and closed with their session. */
export class SessionSockets {
  readonly #sessions: Sessions
  readonly #log: Log
  readonly #open = new Map<WebSocket, { readonly viewer: Viewer; readonly recheck: NodeJS.Timeout }>()
  readonly #stop: () => void

  constructor(sessions: Sessions, log: Log) {
    this.#sessions = sessions
    this.#log = log
    this.#stop = sessions.onEnd((sessionId) => this.#closeAll(sessionId))
  }

  get size(): number {
    return this.#open.size
  }

  /** False: this session has as many as it may, or the socket closed while it was asked who opens it. */
  admit(socket: WebSocket, viewer: Viewer, address: string): boolean {
    if (socket.readyState !== socket.OPEN) return false
    const mine = [...this.#open.values()].filter((open) => open.viewer.session.id === viewer.session.id)
    if (mine.length >= SOCKETS_PER_SESSION_MAX) return false
    const recheck = setInterval(() => void this.#recheck(socket, viewer, address), SOCKET_RECHECK_MS)
    this.#open.set(socket, { viewer, recheck })
    socket.once('close', () => this.#forget(socket))
    return true
  }

  close(): void {
    this.#stop()
    for (const socket of [...this.#open.keys()]) this.#forget(socket)
  }

  /** While the database cannot be asked the socket stays; nothing can be read through it either. */
  async #recheck(socket: WebSocket, viewer: Viewer, address: string): Promise<void> {
    const isLive = await this.#sessions.isLive(viewer, address).catch((fault: unknown) => {
      logFault(this.#log, 'a session could not be checked again')(fault)
      return true
    })
    if (!isLive) socket.close(CloseCode.Unauthorized, 'Session ended')
  }

  #closeAll(sessionId: string): void {
    for (const [socket, { viewer }] of this.#open)
      if (viewer.session.id === sessionId) socket.close(CloseCode.Unauthorized, 'Session ended')
  }

  #forget(socket: WebSocket): void {
    clearInterval(this.#open.get(socket)?.recheck)
    this.#open.delete(socket)
  }
}

/** Hands upgrades of one path to `accept`; anything else is answered in plain HTTP and closed. */
export function onUpgrade(
  server: Server,
  path: string,
  refusalOf: (request: IncomingMessage) => number | null,
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): void {
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const isOurs = (request.url ?? '').split('?')[0] === path
    const status = isOurs ? refusalOf(request) : 404
    if (status === null) accept(request, socket, head)
    else socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  })
}
