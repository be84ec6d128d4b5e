import { connect } from 'mqtt'
import { CONNECT_TIMEOUT_MS, KEEPALIVE_SEC } from './limits.ts'
import type { Transport } from './ports.ts'

/** What a terminal trusts and shows on `mqtts:`; PEM. */
export interface TerminalTls {
  /** Authorities of the platform; left out: the machine's own. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/**
 * MQTT 3.1.1 by MQTT.js: one attempt a call, a clean session, no store of its own. Repeating and reconnecting are the
 * terminal's, because MQTT.js does both without jitter and forgets on a crash. [P-2.1] [P-2.2]
 */
export function mqttTransport(url: string, tls: TerminalTls = {}): Transport {
  return {
    open({ clientId, password, subscribe, will }, events) {
      const client = connect(url, {
        ...tls,
        rejectUnauthorized: true,
        protocolVersion: 4,
        clientId,
        username: clientId,
        password,
        clean: true,
        keepalive: KEEPALIVE_SEC,
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectPeriod: 0,
        queueQoSZero: false,
        will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
      })
      let told = false
      const closed = () => {
        if (told) return
        told = true
        client.end(true)
        events.closed()
      }
      client.on('connect', () => {
        client.subscribe(subscribe, { qos: 1 }, (error, granted) => {
          // 128: the broker does not let us have the topic
          if (error || granted?.[0]?.qos === 128) closed()
          else events.connected()
        })
      })
      client.on('message', (_topic, payload) => events.message(payload))
      client.on('close', closed)
      // what went wrong shows as 'close'; without a listener an error would end the process
      client.on('error', closed)
      return {
        publish: (topic, payload, qos) => {
          client.publish(topic, Buffer.from(payload), { qos, retain: false })
        },
        close: (graceful) => {
          told = true
          // forced: the socket goes without a DISCONNECT, so that the broker sends the will; before CONNACK there is
          // nobody to say goodbye to
          client.end(!graceful || !client.connected)
        },
      }
    },
  }
}
