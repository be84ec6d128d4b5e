import { paths, type Place } from '../paths.ts'

const PLACES: readonly (readonly [prefix: string, place: (id: string) => Place])[] = [
  ['trm_', paths.terminal],
  ['cmd_', paths.command],
  ['blk_', paths.bulkAction],
  ['rec_', paths.recovery],
  ['rlo_', paths.rollout],
  ['txn_', paths.transaction],
  ['bat_', paths.batch],
  ['dif_', paths.difference],
  ['imp_', paths.file],
  ['cor_', paths.correction],
  ['cas_', paths.case],
]

/** The page of a thing whose id was pasted from a log or a message; null when it is no id that has a page. */
export function placeOfId(text: string): Place | null {
  const id = text.trim()
  if (!/^[a-z]{3}_[0-9a-z]+$/i.test(id)) return null
  return PLACES.find(([prefix]) => id.startsWith(prefix))?.[1](id) ?? null
}

/** Twelve letters and digits: the reference number of a host (RRN). */
export function isReference(text: string): boolean {
  return /^[0-9A-Za-z]{12}$/.test(text)
}
