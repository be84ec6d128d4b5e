import { randomBytes } from 'node:crypto'
import type { NewId } from '@budeng/kernel'
import {
  deriveSecrets,
  type Enrolled,
  type KeyListFile,
  keyPairFromSeed,
  mqttSecretHash,
  type SealKeys,
  sealLinkSecrets,
  sealPresenceSecrets,
  toBase64url,
} from '@budeng/protocol'
import type { Identity } from '@budeng/terminal'
import type { PlannedTerminal } from './plan.ts'

/** A device as if it had enrolled: what it knows, and what the platform keeps of it. */
export interface EnrolledDevice {
  readonly planned: PlannedTerminal
  /** Secrets: for the simulator's own file only. */
  readonly identity: Identity
  readonly publicKey: string
  readonly mqttSecretHash: Buffer
  readonly sealedLink: Buffer
  readonly sealedPresence: Buffer
}

export interface EnrolmentKeys {
  readonly keyList: KeyListFile
  readonly sealLink: SealKeys
  readonly sealPresence: SealKeys
}

/**
 * Enrols a planned terminal without the exchange: the same secrets, the same derivation, the same sealing as
 * `POST /enrol`, at some thousands a second.
 */
export function enrolPlanned(planned: PlannedTerminal, keys: EnrolmentKeys, newId: NewId): EnrolledDevice {
  const device = newId('device')
  const seed = randomBytes(32)
  const k = randomBytes(32)
  const enrolled: Enrolled = {
    device,
    acquirer: planned.acquirer,
    tid: planned.tid,
    mqttSecret: toBase64url(randomBytes(32)),
    k: toBase64url(k),
    rootKey: keys.keyList.rootX,
    keyList: keys.keyList.jws,
  }
  const secrets = deriveSecrets(k)
  return {
    planned,
    identity: { serial: planned.serial, seed: toBase64url(seed), ...enrolled },
    publicKey: keyPairFromSeed(seed).x,
    mqttSecretHash: mqttSecretHash(enrolled.mqttSecret),
    sealedLink: sealLinkSecrets(keys.sealLink, device, secrets),
    sealedPresence: sealPresenceSecrets(keys.sealPresence, device, secrets),
  }
}
