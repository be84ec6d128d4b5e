import { TERMINAL_STATES } from '@budeng/fleet/public'
import { type Place, paths } from '../../paths.ts'
import { listed } from '../../ui/url-words.ts'

/** The list of the terminals that run a package, counted as the package counts them: without those out of use. */
export function runningPlace({ model, version }: { readonly model: string; readonly version: string }): Place {
  return paths.terminals({ model, version, state: listed(TERMINAL_STATES.filter((state) => state !== 'RETIRED')) })
}
