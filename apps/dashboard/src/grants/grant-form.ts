import type { CommandType, GrantFullFragment, GrantTermsInput, Tier } from '../api/generated/graphql.ts'
import { dayOf, endOfDay } from '../ui/day.ts'

export const GRANTABLE_TIERS = ['R1', 'R2', 'R3'] as const satisfies readonly Tier[]

/** What stands in the fields of a grant. */
export interface GrantForm {
  readonly organisationId: string | undefined
  readonly types: readonly CommandType[]
  readonly tierMax: Tier
  readonly budgetHour: number
  readonly budgetDay: number
  readonly terminalsMax: number
  /** A day, as `<input type="date">` has it; the grant ends with it. */
  readonly lastDay: string
  readonly reason: string
}

const DAYS_DEFAULT = 90
const DAY_MS = 86_400_000

export function emptyForm(now: number): GrantForm {
  return {
    organisationId: undefined,
    types: ['RELOGIN'],
    tierMax: 'R1',
    budgetHour: 20,
    budgetDay: 50,
    terminalsMax: 20,
    lastDay: dayOf(now + DAYS_DEFAULT * DAY_MS),
    reason: '',
  }
}

/** The fields of a grant that is changed. */
export function formOf(grant: GrantFullFragment): GrantForm {
  const { organisation, types, tierMax, hour, day, terminalsMax, expiresAt } = grant
  return {
    organisationId: organisation.id,
    types,
    tierMax,
    budgetHour: hour.limit,
    budgetDay: day.limit,
    terminalsMax,
    lastDay: dayOf(Date.parse(expiresAt)),
    reason: '',
  }
}

/** As the API wants it. The last day counts to its end, by the clock of whoever fills in. */
export function termsOf(form: GrantForm): GrantTermsInput {
  const { types, tierMax, budgetHour, budgetDay, terminalsMax, lastDay } = form
  return { types: [...types], tierMax, budgetHour, budgetDay, terminalsMax, expiresAt: endOfDay(lastDay) }
}

/** Whether it is worth sending; the rules are the API's. */
export function isComplete(form: GrantForm): boolean {
  return form.organisationId !== undefined && form.types.length > 0 && form.lastDay !== '' && form.reason.trim() !== ''
}
