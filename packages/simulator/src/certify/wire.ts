import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet'

/** One connection of a terminal, as the broker sees it. */
export interface WireLine {
  readonly number: number
  readonly connect: IConnectPacket
  send(topic: string, payload: Uint8Array): void
  /** Cuts it without a word. */
  cut(): void
}

export interface WireEvents {
  /** Return a CONNACK code: 0 lets it in. */
  connecting(line: WireLine): number
  subscribing(line: WireLine, topics: readonly { readonly topic: string; readonly qos: number }[]): void
  published(
    line: WireLine,
    message: { readonly topic: string; readonly payload: Buffer; readonly qos: number; readonly retain: boolean },
  ): void
  /** `goodbye`: by DISCONNECT, so that a broker drops the will. */
  closed(line: WireLine, goodbye: boolean): void
  /** Bytes that are no MQTT 3.1.1. */
  garbled(reason: string): void
}

/**
 * A broker for one terminal, with nothing done for it: the bench decides what is answered and when, which a real broker
 * would not let it.
 */
export function wireServer(events: WireEvents, tls?: TlsOptions): Server {
  let count = 0
  const enter = (socket: Socket) => serve(socket, events, () => ++count)
  if (tls === undefined) return createServer(enter)
  return createTlsServer(tls, enter).on('tlsClientError', ({ message }) => events.garbled(`no handshake: ${message}`))
}

function serve(socket: Socket, events: WireEvents, nextNumber: () => number): void {
  const frames = parser({ protocolVersion: 4 })
  let line: WireLine | null = null
  let goodbye = false
  const send = (packet: Packet) => {
    if (socket.writable) socket.write(generate(packet))
  }
  const open = (connect: IConnectPacket) => {
    line = {
      number: nextNumber(),
      connect,
      send: (topic, payload) =>
        send({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false }),
      cut: () => socket.destroy(),
    }
    const returnCode = events.connecting(line)
    send({ cmd: 'connack', returnCode, sessionPresent: false })
    if (returnCode !== 0) socket.end()
  }
  const receive = (packet: Packet) => {
    if (packet.cmd === 'connect') return open(packet)
    if (line === null) return void socket.destroy()
    switch (packet.cmd) {
      case 'subscribe':
        events.subscribing(line, packet.subscriptions)
        return send({
          cmd: 'suback',
          messageId: packet.messageId ?? 0,
          granted: packet.subscriptions.map(({ qos }) => qos),
        })
      case 'publish':
        if (packet.qos > 0) send({ cmd: 'puback', messageId: packet.messageId ?? 0 })
        return events.published(line, {
          topic: packet.topic,
          payload: packet.payload as Buffer,
          qos: packet.qos,
          retain: packet.retain,
        })
      case 'pingreq':
        return send({ cmd: 'pingresp' })
      case 'disconnect':
        goodbye = true
        return void socket.end()
      default:
    }
  }
  frames.on('packet', receive)
  frames.on('error', (error: Error) => {
    events.garbled(error.message)
    socket.destroy()
  })
  socket.on('data', (bytes) => frames.parse(bytes))
  socket.on('error', () => {}) // `close` follows
  socket.on('close', () => {
    if (line !== null) events.closed(line, goodbye)
  })
}
