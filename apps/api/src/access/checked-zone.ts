import { Refused } from '../graphql/refused.ts'

/** @throws Refused for a zone that nobody knows */
export function checkedZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone === '' ? 'UTC' : timeZone
  } catch {
    throw new Refused({ code: 'ZONE_UNKNOWN', path: ['input', 'timeZone'] })
  }
}
