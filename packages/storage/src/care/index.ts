export { countDueVisits, type DueKey, type DueVisit, listDueVisits } from './due-list.ts'
export { turnMissedVisits } from './missed.ts'
export { careIntervalsOf, careOf, recordVisit, setCareInterval, visitsByIds, visitsOfTerminals } from './visits.ts'
