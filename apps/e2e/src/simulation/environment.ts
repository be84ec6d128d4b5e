import { SEEDS } from './limits.ts'

const ASKED = /^([1-9]\d*)(?:-([1-9]\d*))?$/

/** Seeds to be played: all of them, or with `BUDENG_SEED=n` just that one, with its steps printed; `n-m` are those. */
export function askedSeeds(): { readonly seeds: readonly number[]; readonly isReplay: boolean } {
  const asked = process.env['BUDENG_SEED'] || `1-${SEEDS}`
  const [, from, to = from] = ASKED.exec(asked) ?? []
  if (from === undefined) throw new Error(`BUDENG_SEED is "${asked}"; it may be a seed, e.g. 7, or seeds, e.g. 1-100`)
  const count = Math.max(0, Number(to) - Number(from) + 1)
  return { seeds: Array.from({ length: count }, (_, index) => Number(from) + index), isReplay: from === to }
}
