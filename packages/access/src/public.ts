/** For the browser: names of roles and permissions. Who holds which is asked of the API. */
export { PERMISSIONS, type Permission } from './permissions.ts'
export { ROLES, type Role } from './role-names.ts'
export { formatOpeningHours, type OpeningSpan, parseOpeningHours, WEEKDAYS } from './opening-hours.ts'
export { AUTOMATIC_PLAYBOOKS } from './recovery-policy.ts'
