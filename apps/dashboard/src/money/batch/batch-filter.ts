import { BATCH_STATES } from '@budeng/transactions/public'
import type { BatchFilter } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { flagOf, textOf, wordsOf } from '../../ui/url-words.ts'
import { UNSETTLED_FOR } from '../looks.ts'

const BATCH_DIGITS = /^\d{1,6}$/
const TID = /^[\x21-\x7e]{1,8}$/

/** Reads the list of batches from the URL. Up to six digits are a batch number, anything longer a terminal's; both may stand there. */
export function readBatchFilter(search: SearchText): BatchFilter {
  const q = (search['q'] ?? '').normalize('NFKC').trim()
  const words = q.split(/\s+/)
  const batch = words.find((word) => BATCH_DIGITS.test(word))
  const tid = words.find((word) => !BATCH_DIGITS.test(word) && TID.test(word))
  return {
    batchNo: batch?.padStart(6, '0'),
    tid,
    states: wordsOf(search['state'], BATCH_STATES),
    flawed: flagOf(search['flawed']),
    // a length of time as the API writes it; only the one that is offered
    unsettledFor: search['unsettled'] === UNSETTLED_FOR ? UNSETTLED_FOR : undefined,
    organisationId: textOf(search['org']),
  }
}
