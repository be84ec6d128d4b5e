import {
  CORRECTION_CODES,
  decodeUp,
  deriveSecrets,
  encodeUp,
  fromBase64url,
  type JsonObject,
  sha256,
  toBase64url,
  type UpOf,
} from '@budeng/protocol'
import type { Identity, Transport } from '@budeng/terminal'
import { isReply, publishingThrough, type Publish } from './messages.ts'

type Result = UpOf<'result'>

/** A transport in which answers to corrections are sent another way; everything else is untouched. */
export function answeringCorrections(
  inner: Transport,
  identity: Identity,
  send: (publish: Publish) => (...message: Parameters<Publish>) => void,
): Transport {
  const { up } = deriveSecrets(fromBase64url(identity.k) ?? new Uint8Array(0))
  return publishingThrough(inner, (publish) => {
    const changed = send(publish)
    return (topic, payload, qos) =>
      answerIn(topic, payload, up) === null ? publish(topic, payload, qos) : changed(topic, payload, qos)
  })
}

/** A transport in which what is said of a correction is something else than the terminal found; the tag is right again. */
export function rewritingAnswers(
  inner: Transport,
  identity: Identity,
  change: (data: JsonObject) => JsonObject,
): Transport {
  const { up } = deriveSecrets(fromBase64url(identity.k) ?? new Uint8Array(0))
  return answeringCorrections(inner, identity, (publish) => (topic, payload, qos) => {
    const answer = answerIn(topic, payload, up)
    if (answer === null) return publish(topic, payload, qos)
    publish(topic, encodeUp(topic, { ...answer, data: change(answer.data ?? {}) }, up), qos)
  })
}

function answerIn(topic: string, payload: Uint8Array, up: Uint8Array): Result | null {
  const reading = isReply(topic) ? decodeUp(topic, payload, up) : null
  if (reading?.ok !== true || reading.message.kind !== 'result') return null
  const { code } = reading.message
  return CORRECTION_CODES.some((known) => known === code) ? reading.message : null
}

/** 32 bytes that are nobody's leaf and nobody's root, the same for the same word. */
export function strangeHash(word: string): string {
  return toBase64url(sha256(word))
}
