import { FIRST_DEFAULT, FIRST_MAX, FIRST_NESTED_MAX } from '../limits.ts'
import { badInput } from './api-error.ts'

/** How many rows a page may have: at the root, or inside another object. */
export type Place = 'root' | 'nested'

/** @throws ApiError BAD_USER_INPUT when `first` is out of its range */
export function pageSize(first: number | null | undefined, place: Place, fallback = FIRST_DEFAULT): number {
  const max = place === 'root' ? FIRST_MAX : FIRST_NESTED_MAX
  const size = first ?? fallback
  if (size < 1 || size > max) throw badInput(`\`first\` must be 1 to ${max} here.`, ['first'])
  return size
}
