export { turnWatchWindows, watchReport } from './turn.ts'
export {
  insertWatchWindow,
  listWatchWindows,
  openWatchWindows,
  type Sampling,
  samplingsNow,
  saveWatchWindow,
  watchWindowsByIds,
} from './windows.ts'
