import { RESEAL_ROWS } from './limits.ts'
import type { Scoped, Unit } from './unit.ts'

interface Place {
  /** The key that seals here, by its purpose. */
  readonly use: 'link' | 'presence' | 'people'
  readonly key: string
  readonly type: 'text' | 'bigint' | 'bytea'
  readonly box: string
  /** What a box is bound to, in parts. */
  readonly about: string
}

/** Every column that holds what was sealed; a test compares it with the schema. */
export const SEALED_PLACES = {
  device_link_secret: { use: 'link', key: 'device_id', type: 'text', box: 'sealed', about: 'array[device_id]' },
  enrolment: {
    use: 'link',
    key: 'code_hash',
    type: 'bytea',
    box: 'code_sealed',
    about: `array[encode(code_hash, 'hex')]`,
  },
  dispatch: {
    use: 'link',
    key: 'id',
    type: 'bigint',
    box: 'bytes',
    about: 'array[kind, command_id, attempt::text]',
  },
  notification_secret: { use: 'link', key: 'id', type: 'text', box: 'sealed', about: 'array[id, destination_id]' },
  device_presence_secret: { use: 'presence', key: 'device_id', type: 'text', box: 'sealed', about: 'array[device_id]' },
  totp_factor: { use: 'people', key: 'id', type: 'text', box: 'sealed', about: 'array[id, person_id]' },
  provider_secret: { use: 'people', key: 'id', type: 'text', box: 'sealed', about: 'array[id, node_id]' },
  provider_login: {
    use: 'people',
    key: 'state_hash',
    type: 'bytea',
    box: 'verifier',
    about: `array[encode(state_hash, 'hex')]`,
  },
} as const satisfies Readonly<Record<string, Place>>
export type SealedPlace = keyof typeof SEALED_PLACES

/** One sealed value of a row. */
export interface SealedBox {
  readonly key: string
  readonly about: readonly string[]
  readonly box: Buffer
}

/** The next boxes of a place that do not begin with these bytes, by key; the end of a page is where the next one begins. */
export async function boxesNotOf(
  db: Scoped,
  place: SealedPlace,
  head: Uint8Array,
  afterKey: string | null,
): Promise<SealedBox[]> {
  const { key, type, box, about }: Place = SEALED_PLACES[place]
  return await db.query<SealedBox>(
    `select ${key}::text as key, ${about}::text[] as about, ${box} as box from ${place}
     where ($1::text is null or ${key} > $1::text::${type}) and substring(${box} from 1 for $3) <> $2 and length(${box}) > 0
     order by ${key} limit ${RESEAL_ROWS}`,
    [afterKey, Buffer.from(head), head.length],
  )
}

/** Puts other boxes in the place of those that were read; a row that changed meanwhile stays as it is. */
export async function replaceBoxes(
  unit: Unit,
  place: SealedPlace,
  boxes: readonly { readonly key: string; readonly before: Buffer; readonly after: Buffer }[],
): Promise<number> {
  const { key, type, box }: Place = SEALED_PLACES[place]
  return await unit.execute(
    `update ${place} row set ${box} = fresh.after from unnest($1::text[], $2::bytea[], $3::bytea[]) as fresh(key, before, after)
     where row.${key} = fresh.key::${type} and row.${box} = fresh.before`,
    [boxes.map((one) => one.key), boxes.map(({ before }) => before), boxes.map(({ after }) => after)],
  )
}
