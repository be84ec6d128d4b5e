/** Columns of a registration, as the API names them. */
export const REGISTRATION_FIELDS = ['tid', 'mid', 'store', 'model', 'serial'] as const
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number]

/** What a file calls one of them. */
export interface Heading {
  readonly field: string
  readonly title: string
}

type Headings = Readonly<Partial<Record<RegistrationField, string>>>

/** By column; what is no column of ours is left out. */
export function headingsFrom(columns: readonly Heading[]): Headings {
  const known: readonly string[] = REGISTRATION_FIELDS
  return Object.fromEntries(
    columns.filter(({ field }) => known.includes(field)).map(({ field, title }) => [field, title]),
  )
}

/** The headings after one was chosen, or taken away: a heading stands for one column only. */
export function mappedHeadings(now: Headings, field: RegistrationField, title: string | undefined): Heading[] {
  return REGISTRATION_FIELDS.flatMap((one) => {
    const chosen = one === field ? title : now[one] === title ? undefined : now[one]
    return chosen === undefined ? [] : [{ field: one, title: chosen }]
  })
}
