import type { Client } from 'aedes'
import type { ClientWithParser } from './terminal-broker.ts'

export interface FrameLimits {
  readonly connectFrameBytesMax: number
  readonly frameBytesMax: number
}

/** Longest fixed head of an MQTT frame: type and remaining length. */
const HEAD_BYTES = 5

export interface FrameAlarms {
  /** A frame announced more than it may have. */
  tooLarge(): void
  /** The library threw at a packet. */
  unhandled(): void
}

/**
 * Cuts a connection as soon as a frame announces more than it may have, before a byte of it is gathered. The library
 * has no such limit, also before CONNECT, where a stranger could have gigabytes buffered. Cuts it also when the library
 * throws at a packet: from there nobody would catch it, and the process with all its terminals would end.
 */
export function guardFrames(client: Client, limits: FrameLimits, alarms: FrameAlarms): void {
  // The parser is private to the library: `frame-guard.test.ts` fails when a new version moves it.
  const parser = (client as ClientWithParser)._parser
  const parse = parser.parse.bind(parser)
  const cut = (alarm: () => void) => {
    alarm()
    client.conn.destroy()
    return 0
  }
  parser.parse = (chunk) => {
    if (!client.connected && chunk.length > limits.connectFrameBytesMax + HEAD_BYTES) return cut(alarms.tooLarge)
    let rest: number
    try {
      rest = parse(chunk)
    } catch {
      return cut(alarms.unhandled)
    }
    const announced = parser.packet?.length ?? 0
    const most = client.connected ? limits.frameBytesMax : limits.connectFrameBytesMax
    return announced > most ? cut(alarms.tooLarge) : rest
  }
}
