import { randomBytes } from 'node:crypto'
import type { NewId } from '@budeng/kernel'
import {
  deriveSecrets,
  type DeviceSecrets,
  type Enrolled,
  EnrolmentRequest,
  isEnrolmentRequestGenuine,
  newEnrolmentCode,
  sealEnrolment,
  type TerminalAddress,
  toBase64url,
} from '@budeng/protocol'
import type { BenchKeys } from './keys.ts'

/** What the bench knows of a device once it enrolled. */
export interface KnownDevice {
  readonly id: string
  readonly serial: string
  readonly publicKey: string
  readonly mqttSecret: string
  readonly secrets: DeviceSecrets
}

/** `POST /enrol` of the bench: one code, one device, and what was seen of its requests. */
export class EnrolmentDesk {
  readonly code: string
  /** Bodies as they came. */
  readonly requests: string[] = []
  device: KnownDevice | null = null
  #first: { readonly body: string; readonly answer: string } | null = null
  readonly #address: TerminalAddress
  readonly #keys: BenchKeys
  readonly #newId: NewId

  constructor(address: TerminalAddress, keys: BenchKeys, newId: NewId) {
    this.#address = address
    this.#keys = keys
    this.#newId = newId
    this.code = newEnrolmentCode((size) => randomBytes(size))
  }

  /** The answer to a body, or null when it is refused. The same body gets the same bytes. [P-3.3] */
  answer(body: string): string | null {
    this.requests.push(body)
    if (this.#first !== null) return this.#first.body === body ? this.#first.answer : null
    const request = readRequest(body)
    if (request === null || !isEnrolmentRequestGenuine(request, this.code)) return null
    const k = randomBytes(32)
    const enrolled: Enrolled = {
      ...this.#address,
      device: this.#newId('device'),
      mqttSecret: toBase64url(randomBytes(32)),
      k: toBase64url(k),
      rootKey: this.#keys.root.x,
      keyList: this.#keys.keyList,
    }
    const { serial, publicKey, nonce } = request
    this.device = { id: enrolled.device, serial, publicKey, mqttSecret: enrolled.mqttSecret, secrets: deriveSecrets(k) }
    const answer = JSON.stringify(
      sealEnrolment(enrolled, this.code, { deviceNonce: nonce, platformNonce: toBase64url(randomBytes(32)) }),
    )
    this.#first = { body, answer }
    return answer
  }
}

function readRequest(body: string): EnrolmentRequest | null {
  try {
    const read = EnrolmentRequest.safeParse(JSON.parse(body))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
