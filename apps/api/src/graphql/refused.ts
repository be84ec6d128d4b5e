import type { Refusal } from '@budeng/kernel'

/** Ends the work of a mutation with an expected refusal: what it wrote, and its key, are undone. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}
