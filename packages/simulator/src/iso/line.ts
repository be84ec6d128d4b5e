import { connect, type Socket } from 'node:net'
import type { Acquirer } from '../host/acquirer.ts'
import { decodeIso, encodeIso, frameOf } from './codec.ts'
import type { IsoMessage } from './fields.ts'
import { IsoFrames } from './frames.ts'
import { handleFrame, type Later } from './server.ts'

/** A line to a host that speaks ISO 8583. What arrives may answer anything that was sent, or nothing any more. */
export interface IsoLine {
  /** False when there is no connection and none can be had now. */
  send(message: IsoMessage): void
  close(): void
}

export type OpenIsoLine = (received: (message: IsoMessage) => void, lost: () => void) => IsoLine

/** One TCP connection, opened with the first message, and anew after it was lost. */
export function tcpLine(port: number): OpenIsoLine {
  return (received, lost) => {
    let socket: Socket | null = null
    const open = (): Socket => {
      const opened = connect({ host: '127.0.0.1', port, noDelay: true })
      const frames = new IsoFrames()
      opened.unref()
      opened.on('data', (chunk) => {
        const found = frames.push(chunk)
        if (found === null) return void opened.destroy()
        for (const frame of found) {
          const reading = decodeIso(frame)
          if (reading.ok) received(reading.message)
        }
      })
      opened.on('error', () => opened.destroy())
      opened.on('close', () => {
        if (socket === opened) socket = null
        lost()
      })
      return opened
    }
    return {
      send(message) {
        socket ??= open()
        socket.write(encodeIso(message))
      },
      close: () => socket?.destroy(),
    }
  }
}

/** No network between: the same bytes, handed over. For thousands of terminals in one process, and for simulations. */
export function memoryLine(acquirer: Acquirer, later: Later): OpenIsoLine {
  return (received) => ({
    send(message) {
      const handling = handleFrame(acquirer, frameOf(encodeIso(message)))
      const answer = handling?.answer ?? null
      if (handling === null || answer === null) return
      const reading = decodeIso(frameOf(encodeIso(answer)))
      later(handling.delayMs, () => {
        if (reading.ok) received(reading.message)
      })
    },
    close: () => {},
  })
}
