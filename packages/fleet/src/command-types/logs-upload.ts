import { FILE_BYTES_MAX, LOG_HOURS_DEFAULT, LOG_HOURS_MAX } from '../limits.ts'
import { onlyNumber, SENDING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The application's log of the last hours, without card numbers, over HTTP. Proven when the whole is here. */
export const LOGS_UPLOAD: CommandTypeRule = {
  ...SENDING,
  type: 'LOGS_UPLOAD',
  tier: 'R1',
  effect: 'read',
  file: 'LOGS',
  // an empty log: there is no file that could prove it
  nothingDone: ['ANSWER'],
  checkParams: (params) =>
    onlyNumber(params, 'sinceHours', { least: 1, most: LOG_HOURS_MAX, otherwise: LOG_HOURS_DEFAULT }),
  paramsDefault: { sinceHours: LOG_HOURS_DEFAULT },
  wireParams: (params) => ({ ...params, bytesMax: FILE_BYTES_MAX.LOGS }),
}
