import { expect, test } from 'vitest'
import { href } from '../paths.ts'
import { placeOfId } from './place-of-id.ts'

test.each([
  ['trm_01abc', '/terminals/trm_01abc'],
  [' cmd_01abc ', '/commands/cmd_01abc'],
  ['blk_01abc', '/bulk/blk_01abc'],
  ['rlo_01abc', '/rollouts/rlo_01abc'],
  ['txn_01abc', '/transactions/txn_01abc'],
  ['bat_01abc', '/batches/bat_01abc'],
  ['dif_01abc', '/agreement/dif_01abc'],
  ['cor_01abc', '/corrections/cor_01abc'],
  ['cas_01abc', '/cases/cas_01abc'],
])('%s opens %s', (text, url) => {
  const place = placeOfId(text)
  expect(place === null ? null : href(place)).toBe(url)
})

test.each(['', '10016919', 'usr_01abc', 'trm_', 'trm_01 abc', '海底捞'])('%s has no page', (text) =>
  expect(placeOfId(text)).toBeNull(),
)
