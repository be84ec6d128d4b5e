import { type HostRecord, placeText } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { type HostDecision, hostViewOf, msgClassOf, type RecordType, type StanKey } from '@budeng/transactions'
import type { Scoped } from '../../unit.ts'
import { hostId, type PlaceKey } from '../cases/sides.ts'

interface Fact {
  readonly place: number
  readonly acquirerId: string
  readonly position: number
  readonly at: Instant
  readonly type: string | null
  readonly fate: string | null
  readonly batchNo: string
  readonly stan: string
  readonly amount: bigint | null
  readonly currency: string | null
  readonly rrn: string | null
  readonly panToken: string | null
  readonly panMasked: string | null
  readonly responseCode: string | null
  readonly originalBatch: string | null
  readonly originalStan: string | null
}

const COLUMNS = `h.acquirer_id as "acquirerId", h.position, h.at, h.type, h.fate, h.batch_no as "batchNo", h.stan, h.amount::numeric as amount, h.currency,
  h.rrn, h.pan_token as "panToken", h.pan_masked as "panMasked", h.response_code as "responseCode", h.original ->> 'batch' as "originalBatch", h.original ->> 'stan' as "originalStan"`

/** What the host says of one number of a terminal. */
export interface HostWord {
  readonly key: PlaceKey
  readonly record: HostRecord
  /** When it decided the last of it. */
  readonly lastAt: Instant
  /** It decided one thing only: the authorisation. */
  readonly isSingle: boolean
}

/** What hosts say of these numbers, each as it stands after all that was decided of it. */
export async function readHosts(
  db: Scoped,
  keys: readonly (PlaceKey & { readonly tid: string })[],
): Promise<readonly HostWord[]> {
  if (keys.length === 0) return []
  const facts = await db.query<Fact>(
    `select n.place::int - 1 as place, told.* from unnest($1::text[], $2::text[], $3::text[]) with ordinality as n (terminal_id, stan, batch_no, place)
     cross join lateral (
       select ${COLUMNS} from host_record h where h.terminal_id = n.terminal_id and h.stan = n.stan and h.batch_no = n.batch_no and h.fact = 'trade'
       union all
       select ${COLUMNS} from host_record h where h.terminal_id = n.terminal_id and h.original is not null and h.fact = 'trade'
         and h.original ->> 'stan' = n.stan and h.original ->> 'batch' = n.batch_no and not (h.stan = n.stan and h.batch_no = n.batch_no)
     ) as told`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ stan }) => stan), keys.map(({ batchNo }) => batchNo)],
  )
  const byPlace = new Map<number, Fact[]>()
  for (const fact of facts) byPlace.set(fact.place, [...(byPlace.get(fact.place) ?? []), fact])
  return keys.flatMap((key, place) => {
    const word = wordOf(key, byPlace.get(place) ?? [])
    return word === null ? [] : [word]
  })
}

function wordOf(key: PlaceKey & { readonly tid: string }, facts: readonly Fact[]): HostWord | null {
  const told = facts.flatMap((fact): (HostDecision & { readonly fact: Fact })[] => {
    const isOfOriginal = relationOf(fact, key)
    if (isOfOriginal === null) return []
    const { position, at, amount: minor, currency } = fact
    return [{ position, at, type: fact.type ?? '', fate: fact.fate ?? '', minor, currency, isOfOriginal, fact }]
  })
  const view = hostViewOf(told, null)
  const own = told.findLast(({ isOfOriginal }) => !isOfOriginal)?.fact ?? told.at(-1)?.fact
  if (view === null || own === undefined) return null
  const record: HostRecord = {
    id: hostId(own.acquirerId, own.position),
    tid: key.tid,
    key: { batch: key.batchNo, stan: key.stan, msgClass: key.msgClass as StanKey['msgClass'] },
    type: own.type === 'REVERSAL' ? 'PURCHASE' : ((own.type ?? 'PURCHASE') as RecordType),
    outcome: view.outcome,
    money: view.money,
    at: view.at,
    rrn: own.rrn,
    panToken: own.panToken,
    panMasked: own.panMasked,
  }
  return { key, record, lastAt: told.reduce((last, { at }) => Math.max(last, at), 0), isSingle: told.length === 1 }
}

/** Whether a fact speaks of the number as of an original (true) or of itself (false); null: it is another class's. */
function relationOf(fact: Fact, { batchNo, stan, msgClass }: PlaceKey): boolean | null {
  const isOriginal = fact.originalStan === stan && fact.originalBatch === batchNo
  const isNumber = fact.stan === stan && fact.batchNo === batchNo
  if (fact.type === 'REVERSAL') return isOriginal || (fact.originalStan === null && isNumber) ? true : null
  if (isNumber && msgClassOf((fact.type ?? 'PURCHASE') as RecordType) === msgClass) return false
  return isOriginal && !isNumber ? true : null
}

export const hostPlace = ({ record }: HostWord): string => placeText(record.tid, record.key)
