import { decodeUp, deriveSecrets, encodeUp, fromBase64url, parseTopic, type UpOf } from '@budeng/protocol'
import type { Identity, Transport } from '@budeng/terminal'
import { publishingThrough } from './messages.ts'

type Records = UpOf<'records'>

/** True for messages of the journal: records, openings and closings of batches, comparisons. */
export function isJournal(topic: string): boolean {
  const place = parseTopic(topic)
  return place?.direction === 'up' && place.channel === 'journal'
}

/** A transport in which messages of records are others than the terminal made; the tag is right again. */
export function rewritingRecords(
  inner: Transport,
  identity: Identity,
  change: (message: Records) => Records,
): Transport {
  const { up } = deriveSecrets(fromBase64url(identity.k) ?? new Uint8Array(0))
  return publishingThrough(inner, (publish) => (topic, payload, qos) => {
    const reading = isJournal(topic) ? decodeUp(topic, payload, up) : null
    if (reading?.ok !== true || reading.message.kind !== 'records') return publish(topic, payload, qos)
    publish(topic, encodeUp(topic, change(reading.message), up), qos)
  })
}
