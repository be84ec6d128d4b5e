import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Acquirer, Handling } from '../host/acquirer.ts'
import { listen } from '../host/server.ts'
import { ISO_CONNECTIONS_MAX, ISO_IDLE_MS, ISO_UNSENT_BYTES_MAX } from '../limits.ts'
import { decodeIso, encodeIso } from './codec.ts'
import { IsoFrames } from './frames.ts'

/** The host's ISO 8583 port on the loopback address. */
export interface IsoServer {
  readonly port: number
  /** Frames that were no message. */
  readonly malformed: number
  close(): Promise<void>
}

/** Runs something later, on whatever time the host lives in. */
export type Later = (delayMs: number, run: () => void) => void

/**
 * Serves ISO 8583 over TCP: any number of messages on a connection, answered in the order in which they are decided. A frame
 * that is no message is counted and passed over; a length that nobody takes ends the connection.
 */
export async function serveIso(acquirer: Acquirer, port: number, later: Later = afterRealTime): Promise<IsoServer> {
  const sockets = new Set<Socket>()
  let malformed = 0
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    const frames = new IsoFrames()
    socket.setTimeout(ISO_IDLE_MS, () => socket.destroy())
    socket.on('error', () => socket.destroy()) // the other end went away; what it asked is on the record
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      const found = frames.push(chunk)
      if (found === null) return void socket.destroy()
      for (const frame of found) {
        const handling = handleFrame(acquirer, frame)
        if (handling === null) malformed++
        else send(socket, handling, later)
      }
    })
  })
  server.maxConnections = ISO_CONNECTIONS_MAX
  await listen(server, port)
  return {
    port: (server.address() as AddressInfo).port,
    get malformed() {
      return malformed
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** What the host does with a frame; null when it is no message. */
export function handleFrame(acquirer: Acquirer, frame: Buffer): Handling | null {
  const reading = decodeIso(frame)
  return reading.ok ? acquirer.handle(reading.message) : null
}

function send(socket: Socket, { answer, delayMs }: Handling, later: Later): void {
  if (answer === null) return
  const bytes = encodeIso(answer)
  const write = () => {
    if (socket.destroyed) return
    // who asks and does not read is let go
    if (socket.writableLength > ISO_UNSENT_BYTES_MAX) socket.destroy()
    else socket.write(bytes)
  }
  if (delayMs === 0) write()
  else later(delayMs, write)
}

function afterRealTime(delayMs: number, run: () => void): void {
  setTimeout(run, delayMs).unref()
}
