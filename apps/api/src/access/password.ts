import { hashPassword, isPasswordRight } from '@budeng/storage'
import { ApiError } from '../graphql/api-error.ts'
import { HASHING_AT_ONCE_MAX, HASHING_QUEUE_MAX, RETRY_AFTER_MS } from '../limits.ts'

let running = 0
const waiting: (() => void)[] = []

/** A hash of nobody's password, so that an unknown account takes as long as a known one. */
let decoy: Promise<string> | undefined

/**
 * Compares a password with the stored hash, or with a decoy when there is no account. Few at a time: each takes 19 MiB
 * and a thread for a good while.
 * @throws ApiError OVERLOADED when too many wait already
 */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  return await inLine(async () => {
    decoy ??= hashPassword('no account has this password')
    const isRight = await isPasswordRight(password, stored ?? (await decoy))
    return isRight && stored !== null
  })
}

/** The hash of a new password, made in the same line. @throws ApiError OVERLOADED */
export async function newPasswordHash(password: string): Promise<string> {
  return await inLine(() => hashPassword(password))
}

/** A few at once, a few more that wait. @throws ApiError OVERLOADED */
export async function inLine<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  await enter()
  try {
    return await work()
  } finally {
    leave()
  }
}

async function enter(): Promise<void> {
  if (running < HASHING_AT_ONCE_MAX) {
    running++
    return
  }
  if (waiting.length >= HASHING_QUEUE_MAX)
    throw new ApiError('OVERLOADED', 'Too many people log in at this moment.', { retryAfterMs: RETRY_AFTER_MS })
  // whoever leaves hands its place over
  await new Promise<void>((resume) => waiting.push(resume))
}

function leave(): void {
  const next = waiting.shift()
  if (next === undefined) running--
  else next()
}
