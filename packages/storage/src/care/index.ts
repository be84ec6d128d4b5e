export { countDueVisits, type DueKey, type DueVisit, listDueVisits } from './due-list.ts'
export { careIntervalsOf, careOf, recordVisit, setCareInterval, visitsByIds, visitsOfTerminals } from './visits.ts'
