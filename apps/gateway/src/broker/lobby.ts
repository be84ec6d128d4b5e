import type { Socket } from 'node:net'

export interface LobbyLimits {
  readonly socketsMax: number
  readonly strangersMax: number
  readonly strangersPerAddressMax: number
}

export type LobbyRefusal = 'SOCKETS_MAX' | 'STRANGERS_MAX' | 'STRANGERS_PER_ADDRESS_MAX'

/**
 * Counts who is in and who has not logged in yet, in all and by address, whichever door they came through: near the limit
 * of open files a process dies in odd places. A socket stops being a stranger with its login.
 */
export class Lobby {
  readonly #limits: LobbyLimits
  readonly #sockets = new Set<Socket>()
  /** Address by the two ends of the connection: TLS wraps the socket that entered in another one. */
  readonly #strangers = new Map<string, string>()
  readonly #strangersByAddress = new Map<string, number>()

  constructor(limits: LobbyLimits) {
    this.#limits = limits
  }

  get sockets(): number {
    return this.#sockets.size
  }

  get strangers(): number {
    return this.#strangers.size
  }

  /** Lets a socket in, before a byte of it is read; or says why not. */
  enter(socket: Socket): LobbyRefusal | null {
    const address = socket.remoteAddress ?? ''
    const refusal = this.#refusal(address)
    if (refusal !== null) return refusal
    const ends = endsOf(socket)
    this.#sockets.add(socket)
    this.#strangers.set(ends, address)
    this.#strangersByAddress.set(address, (this.#strangersByAddress.get(address) ?? 0) + 1)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#know(ends)
    })
    return null
  }

  /** From now on the socket belongs to a known device. */
  welcome(socket: Socket): void {
    this.#know(endsOf(socket))
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #know(ends: string): void {
    const address = this.#strangers.get(ends)
    if (address === undefined) return
    this.#strangers.delete(ends)
    const left = (this.#strangersByAddress.get(address) ?? 1) - 1
    if (left > 0) this.#strangersByAddress.set(address, left)
    else this.#strangersByAddress.delete(address)
  }

  #refusal(address: string): LobbyRefusal | null {
    const { socketsMax, strangersMax, strangersPerAddressMax } = this.#limits
    if (this.#sockets.size >= socketsMax) return 'SOCKETS_MAX'
    if (this.#strangers.size >= strangersMax) return 'STRANGERS_MAX'
    if ((this.#strangersByAddress.get(address) ?? 0) >= strangersPerAddressMax) return 'STRANGERS_PER_ADDRESS_MAX'
    return null
  }
}

function endsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`
}
