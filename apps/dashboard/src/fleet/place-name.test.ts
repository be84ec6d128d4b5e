import { expect, test } from 'vitest'
import { placeName } from './place-name.ts'

test.each([
  ['海底捞', '徐汇店', '海底捞 (徐汇店)'],
  ['清泉火锅', '清泉火锅（水磨沟店）', '清泉火锅（水磨沟店）'],
])('%s, %s', (merchant, store, name) =>
  expect(placeName({ merchant: { name: merchant }, store: { name: store } })).toBe(name),
)
