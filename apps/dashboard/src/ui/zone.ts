import { useUrl } from './url.ts'

/** Whose clock absolute times are shown in. It stands in the URL, so that a shared link shows the same times. */
export const ZONE_CHOICES = ['mine', 'terminal', 'utc'] as const
export type ZoneChoice = (typeof ZONE_CHOICES)[number]

export function zoneChoiceOf(text: string | undefined): ZoneChoice {
  return ZONE_CHOICES.find((choice) => choice === text) ?? 'mine'
}

/** The browser's own zone. */
export function myZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Every zone that may be chosen, with the one that is kept: browsers list no old names, and not all list UTC. */
export function zonesToChoose(kept: string): readonly string[] {
  return [...new Set(['UTC', kept, ...Intl.supportedValuesOf('timeZone')])].toSorted()
}

/** The IANA zone to show a time in; without a terminal, its zone falls back to mine. */
export function zoneName(choice: ZoneChoice, terminalZone: string | undefined): string {
  if (choice === 'utc') return 'UTC'
  return choice === 'terminal' && terminalZone !== undefined ? terminalZone : myZone()
}

export function useZoneName(terminalZone?: string): string {
  const { search } = useUrl()
  return zoneName(zoneChoiceOf(search['tz']), terminalZone)
}
