/** Mutations that programs may order at all; whatever else is for people. Said apart from the code, so that a new one is noticed. */
export const FOR_PROGRAMS: readonly string[] = [
  'commandRequest',
  'commandCancel',
  'selectionCreate',
  'bulkRequest',
  'rolloutStart',
  'enrolmentCreate',
  'exportStart',
]
