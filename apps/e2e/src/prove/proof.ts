/** What a proof found. `broken` is empty when all that is promised holds. */
export interface Proof {
  readonly text: string
  readonly broken: readonly string[]
}
