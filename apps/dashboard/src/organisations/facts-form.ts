import { formatOpeningHours, parseOpeningHours } from '@budeng/access/public'
import type { NodeKind, OrganisationFactsInput, OrganisationFullFragment } from '../api/generated/graphql.ts'

/** What stands in the fields of an organisation; opening hours as one line. */
export interface FactsForm {
  readonly kind: NodeKind
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly phone: string
  readonly address: string
  readonly contact: string
  readonly openingHours: string
}

export function formOf(organisation: OrganisationFullFragment): FactsForm {
  const { kind, code, name, timeZone, phone, address, contact, openingHours } = organisation
  return {
    kind,
    code,
    name,
    timeZone,
    phone: phone ?? '',
    address: address ?? '',
    contact: contact ?? '',
    openingHours: openingHours === null ? '' : formatOpeningHours(openingHours),
  }
}

export function emptyForm(kind: NodeKind, timeZone: string): FactsForm {
  return { kind, code: '', name: '', timeZone, phone: '', address: '', contact: '', openingHours: '' }
}

/** As the API wants it; null while the opening hours cannot be read. */
export function factsOf(form: FactsForm): OrganisationFactsInput | null {
  const openingHours = parseOpeningHours(form.openingHours)
  if (openingHours === null) return null
  const { code, name, timeZone, phone, address, contact } = form
  return {
    code,
    name,
    timeZone,
    phone,
    address,
    contact,
    openingHours: openingHours.length === 0 ? null : openingHours,
  }
}
