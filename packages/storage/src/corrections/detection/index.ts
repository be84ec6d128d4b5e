export {
  dayLooked,
  dayWaits,
  detectionBacklog,
  filesNoticed,
  filesWalked,
  makeDue,
  noticeDay,
  noticeEvents,
  noticeFileMatches,
  noticeHostFacts,
  type OpenMatchKey,
  saveDayLooked,
} from './due.ts'
export { lookAtTerminals, type Looked } from './look.ts'
export { lookAtDesk } from './desk.ts'
export type { Kept } from './findings.ts'
