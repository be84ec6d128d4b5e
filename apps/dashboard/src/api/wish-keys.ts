import { useRef } from 'react'
import { newIdempotencyKey } from './idempotency.ts'

/**
 * The idempotency key of a wish: the same one for the same wish while the form is open, so that a repeat after a lost
 * answer acts once; a changed wish gets a new one.
 */
export function useWishKeys(): (wish: object) => string {
  const keys = useRef(new Map<string, string>())
  return (wish) => {
    const name = JSON.stringify(wish)
    const key = keys.current.get(name) ?? newIdempotencyKey()
    keys.current.set(name, key)
    return key
  }
}
