/** Why somebody goes to a terminal at set times: to see that nobody tampered with it, or to keep it working. */
export const CARE_KINDS = ['INSPECTION', 'MAINTENANCE'] as const
export type CareKind = (typeof CARE_KINDS)[number]

export const CARE_ANSWERS = ['OK', 'FINDING', 'NOT_APPLICABLE'] as const
export type CareAnswer = (typeof CARE_ANSWERS)[number]

/** What is looked at. The first list is that of PCI DSS 9.5.1.2: substitution, foreign parts, staff who know. */
export const CHECKLISTS = {
  INSPECTION: [
    'SERIAL_MATCHES',
    'SEALS_INTACT',
    'CASE_UNDAMAGED',
    'NO_FOREIGN_PARTS',
    'CABLES_AS_KNOWN',
    'PLACE_AS_REGISTERED',
    'STAFF_INFORMED',
  ],
  MAINTENANCE: [
    'CLEANED',
    'PRINTER_WORKS',
    'READERS_WORK',
    'SCREEN_AND_KEYS_WORK',
    'POWER_AND_BATTERY',
    'NETWORK_WORKS',
    'SOFTWARE_CURRENT',
  ],
} as const satisfies Readonly<Record<CareKind, readonly string[]>>
export type CheckItem = (typeof CHECKLISTS)[CareKind][number]

/** A finding here says that the terminal may be in somebody else's hands: such a visit does not count as done. */
export const TAMPER_ITEMS: readonly CheckItem[] = [
  'SERIAL_MATCHES',
  'SEALS_INTACT',
  'CASE_UNDAMAGED',
  'NO_FOREIGN_PARTS',
]

export const CARE_OUTCOMES = ['PASSED', 'WITH_FINDINGS', 'FAILED'] as const
export type CareOutcome = (typeof CARE_OUTCOMES)[number]
