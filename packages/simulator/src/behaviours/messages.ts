import { parseTopic } from '@budeng/protocol'
import type { Connection, Transport } from '@budeng/terminal'

const TAG_CHARS = 44

/** The kind that stands in an upward message, behind its tag. */
export function kindOf(payload: Uint8Array): string {
  const json = Buffer.from(payload.buffer, payload.byteOffset + TAG_CHARS, payload.byteLength - TAG_CHARS)
  return (JSON.parse(json.toString('utf8')) as { kind: string }).kind
}

/** True for replies to commands: acknowledgements, deferrals, progress, results, chunks. */
export function isReply(topic: string): boolean {
  const place = parseTopic(topic)
  return place?.direction === 'up' && place.channel === 'reply'
}

export type Publish = Connection['publish']

/** A transport whose upward messages go through `publish`; downward ones are untouched. */
export function publishingThrough(inner: Transport, wrap: (publish: Publish) => Publish): Transport {
  return {
    open(options, events) {
      const connection = inner.open(options, events)
      return {
        publish: wrap((topic, payload, qos) => connection.publish(topic, payload, qos)),
        close: (graceful) => connection.close(graceful),
      }
    },
  }
}
