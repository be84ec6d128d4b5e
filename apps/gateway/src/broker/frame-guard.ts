import type { Client } from 'aedes'
import type { ClientWithParser } from './terminal-broker.ts'

export interface FrameLimits {
  readonly connectFrameBytesMax: number
  readonly frameBytesMax: number
}

/** Longest fixed head of an MQTT frame: type and remaining length. */
const HEAD_BYTES = 5

/**
 * Cuts a connection as soon as a frame announces more than it may have, before a byte of it is gathered. The library
 * has no such limit, also before CONNECT, where a stranger could have gigabytes buffered.
 */
export function guardFrames(client: Client, limits: FrameLimits, onCut: (announcedBytes: number) => void): void {
  // The parser is private to the library: `frame-guard.test.ts` fails when a new version moves it.
  const parser = (client as ClientWithParser)._parser
  const parse = parser.parse.bind(parser)
  const cut = (bytes: number) => {
    onCut(bytes)
    client.conn.destroy()
    return 0
  }
  parser.parse = (chunk) => {
    if (!client.connected && chunk.length > limits.connectFrameBytesMax + HEAD_BYTES) return cut(chunk.length)
    const rest = parse(chunk)
    const announced = parser.packet?.length ?? 0
    return announced > (client.connected ? limits.frameBytesMax : limits.connectFrameBytesMax) ? cut(announced) : rest
  }
}
