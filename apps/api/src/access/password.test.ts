import { expect, test } from 'vitest'
import { HASHING_AT_ONCE_MAX, HASHING_QUEUE_MAX } from '../limits.ts'
import { checkPassword, inLine, newPasswordHash } from './password.ts'

test('passwords that are new stand in one line with those that are compared, and the line has an end', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const line = Array.from({ length: HASHING_AT_ONCE_MAX + HASHING_QUEUE_MAX }, () => inLine(() => opened))
  await expect(newPasswordHash('one too many')).rejects.toMatchObject({ code: 'OVERLOADED' })
  await expect(checkPassword('one too many', null)).rejects.toMatchObject({ code: 'OVERLOADED' })
  open()
  await Promise.all(line)
  expect(await checkPassword('long enough', await newPasswordHash('long enough'))).toBe(true)
})
