import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import type { ServerTls } from '@budeng/protocol'
import type { Lobby, LobbyRefusal } from './lobby.ts'

export interface DoorOptions {
  readonly host: string
  readonly port: number
  readonly lobby: Lobby
  /** Left out: terminals speak MQTT on the bare socket. */
  readonly tls?: ServerTls
  /** A handshake takes no longer. */
  readonly handshakeTimeoutMs: number
  readonly onSocket: (socket: Socket) => void
  readonly onRefused: (reason: LobbyRefusal | 'TLS_HANDSHAKE' | 'ACCEPT') => void
}

/** Idle sockets are probed by TCP after this. */
const TCP_KEEPALIVE_MS = 60_000

/**
 * Connections that the system holds until they are taken in, as many as it allows. When it has no place for one, its
 * client takes itself for connected and is reset at its first words.
 */
const BACKLOG = 4_096

/**
 * One listening socket. Who is too much is closed before the broker sees it, and before a TLS handshake costs anything:
 * the lobby counts bare sockets.
 */
export class Door {
  readonly #options: DoorOptions
  readonly #server: Server
  readonly #tls: TlsServer | null

  constructor(options: DoorOptions) {
    this.#options = options
    this.#tls = options.tls === undefined ? null : this.#tlsServer(options.tls)
    this.#server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS }, (socket) =>
      this.#enter(socket),
    )
    // a socket that could not be taken in, as when the system has no buffers, takes nobody else along
    this.#server.on('error', () => options.onRefused('ACCEPT'))
  }

  /** The port that it listens on. @throws when the port is taken */
  async open(): Promise<number> {
    const { port, host } = this.#options
    this.#server.listen({ port, host, backlog: BACKLOG })
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  /** Nobody comes in any more; who is in stays. */
  shut(): void {
    this.#server.close()
  }

  /** After the lobby is empty. */
  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : Promise.resolve()
    this.#server.close()
    this.#options.lobby.destroyAll()
    await closed
  }

  #enter(socket: Socket): void {
    const { lobby, onRefused, onSocket } = this.#options
    const refusal = lobby.enter(socket)
    if (refusal !== null) {
      onRefused(refusal)
      socket.on('error', () => undefined)
      socket.destroy()
    } else if (this.#tls === null) onSocket(socket)
    else {
      // until the handshake is done nobody else listens, and an error without a listener would end the process
      socket.on('error', () => undefined)
      this.#tls.emit('connection', socket)
    }
  }

  /** Takes sockets from us, never from a port of its own. */
  #tlsServer(tls: ServerTls): TlsServer {
    const { onSocket, onRefused, handshakeTimeoutMs } = this.#options
    const server = createTlsServer({ ...tls.options, handshakeTimeout: handshakeTimeoutMs }, onSocket)
    server.on('tlsClientError', (_error, socket) => {
      onRefused('TLS_HANDSHAKE')
      socket.destroy()
    })
    tls.attach(server)
    return server
  }
}
