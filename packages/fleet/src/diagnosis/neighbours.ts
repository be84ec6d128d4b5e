import { type GroupKind, GROUP_KINDS } from '../outages/outage.ts'
import { type FaultCode, faultFacts } from '../health/fault-table.ts'
import { CAUSE_OF_FAULT, CAUSES } from './causes.ts'
import { FAR_COUNT_MIN, FAR_SHARE_MIN, NEAR_COUNT_MIN, NEAR_SHARE_MIN } from './limits.ts'
import type { Neighbours, Symptoms } from './symptoms.ts'

/** The group that shares a terminal's trouble, with its figures. */
export interface SharedTrouble {
  readonly kind: GroupKind
  readonly count: number
  readonly of: number
  /** The fault that they share; null: they are offline. */
  readonly fault: string | null
}

/** The group of which the largest share has the same trouble at the same time, the narrowest of equals; or null. */
export function sharedTrouble({ neighbours, presence, faults }: Symptoms): SharedTrouble | null {
  const codes = faults
    .map(({ code }) => code)
    .filter((code) => faultFacts(code) !== null && CAUSES[CAUSE_OF_FAULT[code as FaultCode]].shared)
  const [best] = neighbours
    .map((group) => ({ kind: group.kind, others: group.others, ...alike(group, presence === 'OFFLINE', codes) }))
    .filter(({ kind, count, others }) => {
      const isNear = kind === 'STORE' || kind === 'CELL'
      return (
        count >= (isNear ? NEAR_COUNT_MIN : FAR_COUNT_MIN) &&
        count >= others * (isNear ? NEAR_SHARE_MIN : FAR_SHARE_MIN)
      )
    })
    .sort(
      (a, b) => b.count / b.others - a.count / a.others || GROUP_KINDS.indexOf(a.kind) - GROUP_KINDS.indexOf(b.kind),
    )
  return best === undefined ? null : { kind: best.kind, count: best.count, of: best.others, fault: best.fault }
}

function alike(
  { offline, faults }: Neighbours,
  isOffline: boolean,
  codes: readonly string[],
): { readonly count: number; readonly fault: string | null } {
  if (isOffline) return { count: offline, fault: null }
  const [most] = codes
    .map((fault) => ({ count: faults[fault] ?? 0, fault }))
    .sort((a, b) => b.count - a.count || (a.fault < b.fault ? -1 : 1))
  return most ?? { count: 0, fault: null }
}
