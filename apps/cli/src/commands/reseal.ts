import { newestHead, seal, SEALED_ABOUT, type SealKeys, type SealPurpose, unseal } from '@budeng/protocol'
import {
  boxesNotOf,
  dispatchSealName,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  replaceBoxes,
  SEALED_PLACES,
  type SealedBox,
  type SealedPlace,
  type Storage,
} from '@budeng/storage'

type DispatchKind = Parameters<typeof dispatchSealName>[0]['kind']

/** What a box of each place is bound to, as those who sealed it said. */
const ABOUT: Readonly<Record<SealedPlace, (parts: readonly string[]) => string>> = {
  device_link_secret: ([id = '']) => SEALED_ABOUT.link(id),
  enrolment: ([codeHash = '']) => SEALED_ABOUT.enrolment(codeHash),
  dispatch: ([kind = '', commandId = '', attempt = '']) =>
    dispatchSealName({ kind: kind as DispatchKind, commandId, attempt: Number(attempt) }),
  notification_secret: ([id = '', destinationId = '']) => SEALED_ABOUT.notification(id, destinationId),
  device_presence_secret: ([id = '']) => SEALED_ABOUT.presence(id),
  totp_factor: ([id = '', personId = '']) => SEALED_ABOUT.totp(id, personId),
  provider_secret: ([id = '', nodeId = '']) => SEALED_ABOUT.provider(id, nodeId),
  provider_login: ([stateHash = '']) => SEALED_ABOUT.pkce(stateHash),
}

/** What was found in one table. */
export interface PlaceCount {
  readonly place: SealedPlace
  /** Boxes that an older key of the file opens. */
  readonly older: number
  /** Boxes that no key of the file opens: nothing that is done with these keys changes them. */
  readonly closed: number
}

/**
 * Seals anew what an older key of this use sealed, a page a transaction. It may be ended at any moment and begun again: what
 * the newest key sealed is passed by, and a row that changed meanwhile stays as it was written.
 */
export async function resealAll(
  storage: Storage,
  purpose: SealPurpose,
  keys: SealKeys,
  onPage: (place: SealedPlace, boxes: number) => void = () => {},
): Promise<readonly PlaceCount[]> {
  return await walk(storage, purpose, keys, async (place, opened) => {
    const fresh = opened.map(({ box, plain }) => ({
      key: box.key,
      before: box.box,
      after: seal(keys, plain, ABOUT[place](box.about)),
    }))
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => replaceBoxes(unit, place, fresh))
    onPage(place, fresh.length)
  })
}

/** What older keys still open, place by place. */
export async function olderBoxes(
  storage: Storage,
  purpose: SealPurpose,
  keys: SealKeys,
): Promise<readonly PlaceCount[]> {
  return await walk(storage, purpose, keys, async () => {})
}

interface Opened {
  readonly box: SealedBox
  readonly plain: Buffer
}

async function walk(
  storage: Storage,
  purpose: SealPurpose,
  keys: SealKeys,
  visit: (place: SealedPlace, opened: readonly Opened[]) => Promise<void>,
): Promise<PlaceCount[]> {
  const counts: PlaceCount[] = []
  for (const place of placesOf(purpose)) {
    const count = { place, older: 0, closed: 0 }
    for (let after: string | null = null; ; ) {
      const head = newestHead(keys)
      const from: string | null = after
      const page: SealedBox[] = await storage.read(PLATFORM_SCOPE, (db) => boxesNotOf(db, place, head, from))
      const last = page.at(-1)
      if (last === undefined) break
      const opened = page.flatMap((box): Opened[] => {
        const plain = unseal(keys, box.box, ABOUT[place](box.about))
        return plain === null ? [] : [{ box, plain }]
      })
      count.older += opened.length
      count.closed += page.length - opened.length
      if (opened.length > 0) await visit(place, opened)
      after = last.key
    }
    counts.push(count)
  }
  return counts
}

function placesOf(purpose: SealPurpose): SealedPlace[] {
  return (Object.keys(SEALED_PLACES) as SealedPlace[]).filter((place) => SEALED_PLACES[place].use === purpose)
}
