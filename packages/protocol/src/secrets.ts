import { equalSecret, fromBase64url, hkdf32, hmacSha256, sha256, toBase64url } from './bytes.ts'
import type { Ack, SignOnAnswer } from './messages-down.ts'

/** The keys that follow from a device's K; K itself is kept by the terminal only. [P-3.6] */
export interface DeviceSecrets {
  /** Leaves of the journal tree (level L2). */
  readonly leaf: Buffer
  /** Tags of every upward message. */
  readonly up: Buffer
  /** Tags of our acknowledgements and sign-on answers. */
  readonly ack: Buffer
  /** Digits and words of the presence screen; only the API holds them. */
  readonly digits: Buffer
  readonly words: Buffer
}

/** HKDF-SHA-256(K, no salt, info `budeng-<name>`), 32 bytes each. [P-3.6] */
export function deriveSecrets(k: Uint8Array): DeviceSecrets {
  return {
    leaf: hkdf32(k, 'budeng-leaf'),
    up: hkdf32(k, 'budeng-up'),
    ack: hkdf32(k, 'budeng-ack'),
    digits: hkdf32(k, 'budeng-digits'),
    words: hkdf32(k, 'budeng-words'),
  }
}

/** What the platform keeps of an MQTT secret: SHA-256 of its 32 bytes. The secret is random, so no slow hash is needed. */
export function mqttSecretHash(secret: string): Buffer {
  return sha256(fromBase64url(secret) ?? '')
}

type AckBody = Omit<Ack, 'v' | 'kind' | 'tag'>

function ackText({ stream, era, epoch, throughSeq, missing, root }: AckBody): string {
  return `${stream}|${era}|${epoch}|${throughSeq}|${missing.join(',')}|${root ?? ''}`
}

/** An acknowledgement with its tag under K.ack. Only after the commit. [P-10.3] */
export function makeAck(body: AckBody, ackKey: Uint8Array): Ack {
  return { v: 1, kind: 'ack', ...body, tag: toBase64url(hmacSha256(ackKey, ackText(body))) }
}

export function isAckGenuine(message: Ack, ackKey: Uint8Array): boolean {
  return equalSecret(message.tag, toBase64url(hmacSha256(ackKey, ackText(message))))
}

type AnswerBody = Omit<SignOnAnswer, 'v' | 'kind' | 'tag'>

function answerText({ nonce, result, code }: AnswerBody): string {
  return `signon|${nonce}|${result}|${code ?? ''}`
}

/** The answer to a proof with its tag under K.ack, so that nobody on the way can claim a sign-on. [P-7.5] */
export function makeSignOnAnswer(body: AnswerBody, ackKey: Uint8Array): SignOnAnswer {
  return { v: 1, kind: 'signon', ...body, tag: toBase64url(hmacSha256(ackKey, answerText(body))) }
}

export function isSignOnAnswerGenuine(message: SignOnAnswer, ackKey: Uint8Array): boolean {
  return equalSecret(message.tag, toBase64url(hmacSha256(ackKey, answerText(message))))
}
