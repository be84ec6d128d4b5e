const KEY_BYTES = 16

/**
 * A key for one intent of a person: kept while the same form is tried again, so that a lost answer never acts twice.
 * `getRandomValues` and not `randomUUID`, which browsers keep to secure origins.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
