import type { Clock, NewId } from '@budeng/kernel'
import type { KeyRing, SealKeys } from '@budeng/protocol'
import type { Storage } from '@budeng/storage'
import type { RelyingParty } from './access/relying-party.ts'
import type { Sessions } from './access/sessions.ts'
import type { ProviderClient } from './access/sso/provider-client.ts'
import type { Feed } from './feed/feed.ts'
import type { FleetFigures } from './fleet/figures.ts'
import type { Log } from './log.ts'

/** Keys that the API needs: to keep what devices get at enrolment, and to compute what a presence screen shows. */
export interface ApiKeys {
  /** Seals {leaf, up, ack} and enrolment codes. */
  readonly sealLink: SealKeys
  /** Seals and opens {digits, words}. */
  readonly sealPresence: SealKeys
  /** Seals what people's authenticators hold, and secrets of identity providers. */
  readonly sealPeople: SealKeys
  /** The key lists as they are now; the API signs nothing. */
  readonly ring: () => KeyRing
  /** Public keys of checkpoints of the record. */
  readonly audit: readonly string[]
}

/** What lives as long as the process. */
export interface House {
  readonly storage: Storage
  readonly clock: Clock
  readonly newId: NewId
  /** The time of day, which authenticators go by, also where the platform's own time runs faster. */
  readonly codeClock: Clock
  readonly keys: ApiKeys
  /** An action on more terminals than this counts one tier higher. */
  readonly bulkRaise: number
  /** For whom passkeys are made. */
  readonly relyingParty: RelyingParty
  /** Speaks with identity providers. */
  readonly providers: ProviderClient
  /** Where files of acquirers lie without their card numbers, and files that people take out. */
  readonly filesFolder: string
  /** Origins to which notifications may go although they are inside, speak no TLS or listen at unusual ports. */
  readonly notifyInside: ReadonlySet<string>
  readonly log: Log
  readonly sessions: Sessions
  readonly feed: Feed
  readonly figures: FleetFigures
}
