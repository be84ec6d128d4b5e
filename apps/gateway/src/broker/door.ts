import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

export interface DoorLimits {
  readonly socketsMax: number
  readonly strangersMax: number
  readonly strangersPerAddressMax: number
}

export type DoorRefusal = 'SOCKETS_MAX' | 'STRANGERS_MAX' | 'STRANGERS_PER_ADDRESS_MAX'

export interface DoorOptions {
  readonly host: string
  readonly port: number
  readonly limits: DoorLimits
  readonly onSocket: (socket: Socket) => void
  readonly onRefused: (reason: DoorRefusal) => void
}

/** A socket stops being a stranger with its login; idle ones are probed by TCP after this. */
const TCP_KEEPALIVE_MS = 60_000

/**
 * The listening socket. Counts who is in and who has not logged in yet, in all and by address, and closes what is too
 * much before the broker sees it: near the limit of open files a process dies in odd places.
 */
export class Door {
  readonly #options: DoorOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #strangers = new Map<Socket, string>()
  readonly #strangersByAddress = new Map<string, number>()

  constructor(options: DoorOptions) {
    this.#options = options
    this.#server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS }, (socket) =>
      this.#enter(socket),
    )
  }

  get sockets(): number {
    return this.#sockets.size
  }

  get strangers(): number {
    return this.#strangers.size
  }

  /** The port that it listens on. @throws when the port is taken */
  async open(): Promise<number> {
    this.#server.listen(this.#options.port, this.#options.host)
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  /** From now on the socket belongs to a known device. */
  welcome(socket: Socket): void {
    const address = this.#strangers.get(socket)
    if (address === undefined) return
    this.#strangers.delete(socket)
    const left = (this.#strangersByAddress.get(address) ?? 1) - 1
    if (left > 0) this.#strangersByAddress.set(address, left)
    else this.#strangersByAddress.delete(address)
  }

  /** Nobody comes in any more; who is in stays. */
  shut(): void {
    this.#server.close()
  }

  async close(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : Promise.resolve()
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #enter(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const refusal = this.#refusal(address)
    if (refusal !== null) {
      this.#options.onRefused(refusal)
      socket.on('error', () => undefined)
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    this.#strangers.set(socket, address)
    this.#strangersByAddress.set(address, (this.#strangersByAddress.get(address) ?? 0) + 1)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.welcome(socket)
    })
    this.#options.onSocket(socket)
  }

  #refusal(address: string): DoorRefusal | null {
    const { socketsMax, strangersMax, strangersPerAddressMax } = this.#options.limits
    if (this.#sockets.size >= socketsMax) return 'SOCKETS_MAX'
    if (this.#strangers.size >= strangersMax) return 'STRANGERS_MAX'
    if ((this.#strangersByAddress.get(address) ?? 0) >= strangersPerAddressMax) return 'STRANGERS_PER_ADDRESS_MAX'
    return null
  }
}
