import { useState } from 'react'
import { newIdempotencyKey } from './idempotency.ts'

/**
 * Idempotency keys of what a person wishes. As long as no answer came, the same wish has the same key, so that a repeat
 * after a lost answer acts once; after an answer the same wish is a new one.
 */
export class WishKeys {
  readonly #keys = new Map<string, string>()

  of(wish: object): string {
    const name = JSON.stringify(wish)
    const key = this.#keys.get(name) ?? newIdempotencyKey()
    this.#keys.set(name, key)
    return key
  }

  answered(wish: object): void {
    this.#keys.delete(JSON.stringify(wish))
  }
}

/** The keys of one form, for as long as it is open. */
export function useWishKeys(): WishKeys {
  const [keys] = useState(() => new WishKeys())
  return keys
}
