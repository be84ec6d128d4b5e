/** What a terminal may publish on: one channel a purpose, so that a gateway can rank and limit them apart. [P-2.3] */
export const CHANNELS = ['hello', 'hb', 'report', 'journal', 'reply', 'signon'] as const
export type Channel = (typeof CHANNELS)[number]

export const ACQUIRER_PATTERN = /^[a-z0-9-]{1,16}$/
export const TID_PATTERN = /^[A-Za-z0-9]{8}$/

/** The logical address of a terminal: TIDs repeat across acquirers. */
export interface TerminalAddress {
  readonly acquirer: string
  readonly tid: string
}

export type Topic = TerminalAddress &
  ({ readonly direction: 'down' } | { readonly direction: 'up'; readonly channel: Channel })

/** The one topic that a terminal subscribes. */
export function downTopic({ acquirer, tid }: TerminalAddress): string {
  return `pos/v1/${acquirer}/${tid}/down`
}

/** The topic of one channel upwards. */
export function upTopic({ acquirer, tid }: TerminalAddress, channel: Channel): string {
  return `pos/v1/${acquirer}/${tid}/up/${channel}`
}

const TOPIC = /^pos\/v1\/([a-z0-9-]{1,16})\/([A-Za-z0-9]{8})\/(?:down|up\/(hello|hb|report|journal|reply|signon))$/

/** The parts of a topic, or null when it is none of protocol v1 (wildcards are none). [P-2.3] */
export function parseTopic(topic: string): Topic | null {
  const match = TOPIC.exec(topic)
  if (match === null) return null
  const [, acquirer = '', tid = '', channel] = match
  return channel === undefined
    ? { acquirer, tid, direction: 'down' }
    : { acquirer, tid, direction: 'up', channel: channel as Channel }
}

/** Suffix of the publish-only side connection, by which a terminal can be driven by hand. [P-2.7] */
export const SIDE_CONNECTION_SUFFIX = '~pub'

/** The device that an MQTT client id names, and whether it is its side connection. */
export function parseClientId(clientId: string): { readonly deviceId: string; readonly side: boolean } {
  return clientId.endsWith(SIDE_CONNECTION_SUFFIX)
    ? { deviceId: clientId.slice(0, -SIDE_CONNECTION_SUFFIX.length), side: true }
    : { deviceId: clientId, side: false }
}
