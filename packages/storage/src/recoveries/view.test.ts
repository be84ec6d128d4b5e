import { DIGEST_WEIGHED_MS } from '@budeng/fleet'
import { expect, test } from 'vitest'
import { type RecoverySight, seenSince } from './view.ts'

const SINCE = 1_800_000_000_000
const at = SINCE + 60_000

const seen = (one: Pick<RecoverySight, 'journal' | 'comparedAt' | 'heardAt'>) => {
  const sight = {
    ...{ situation: {}, presence: 'ONLINE', faults: [], inIncident: false, place: {}, root: null },
    ...one,
  }
  return seenSince(sight as unknown as RecoverySight, SINCE, at).journal
}

test.each([
  ['a comparison made since', 'EQUAL', SINCE, null, 'EQUAL'],
  ['one made since that differed', 'DIFFERENT', SINCE + 1, null, 'DIFFERENT'],
  ['an older one', 'EQUAL', SINCE - 1, SINCE - 1, 'NOT_COMPARED'],
  ['an older one, told again since and weighed', 'EQUAL', SINCE - 1, at - DIGEST_WEIGHED_MS, 'EQUAL'],
  [
    'an older one, told again but perhaps not weighed yet',
    'EQUAL',
    SINCE - 1,
    at - DIGEST_WEIGHED_MS + 1,
    'NOT_COMPARED',
  ],
  ['an older one that differed, and a heartbeat since', 'DIFFERENT', SINCE - 1, SINCE + 1, 'NOT_COMPARED'],
  ['none at all', 'NOT_COMPARED', null, SINCE + 1, 'NOT_COMPARED'],
  ['a software without a journal', 'NONE', null, SINCE + 1, 'NONE'],
] as const)('what is known of the journals by %s', (_what, journal, comparedAt, heardAt, known) => {
  expect(seen({ journal, comparedAt, heardAt })).toBe(known)
})
