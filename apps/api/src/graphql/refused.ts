import type { Refusal } from '@budeng/kernel'
import type { AnyRefusalCode } from '../language/catalogue.ts'

/** An expected no that has its sentence, in whatever room it was said. */
export type AnyRefusal = Refusal<AnyRefusalCode>

/** Ends the work of a mutation with an expected refusal: what it wrote, and its key, are undone. */
export class Refused extends Error {
  readonly refusal: AnyRefusal

  constructor(refusal: AnyRefusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}
