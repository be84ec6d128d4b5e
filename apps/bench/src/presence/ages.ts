/** What terminals have said, each with rising numbers, and when; tells how old a stored row is beside it. */
export class Ages {
  readonly #firstN: Float64Array
  readonly #at: number[][]

  constructor(terminals: number) {
    this.#firstN = new Float64Array(terminals)
    this.#at = Array.from({ length: terminals }, () => [])
  }

  /** The terminal at this place sent its message `n`; numbers follow each other. Times in milliseconds. */
  said(place: number, n: number, at: number): void {
    const times = this.#at[place]
    if (times === undefined) throw new RangeError(`there is no terminal ${place}`)
    if (times.length === 0) this.#firstN[place] = n
    times.push(at)
  }

  /** How long ago the terminal said the first of what its row does not hold yet; 0: the row holds its newest. */
  ageOf(place: number, storedN: number, now: number): number {
    const missed = Math.max(0, storedN - (this.#firstN[place] ?? 0) + 1)
    const at = this.#at[place]?.[missed]
    return at === undefined ? 0 : Math.max(0, now - at)
  }

  /** True when the row holds all that the terminal said. */
  isNewest(place: number, storedN: number): boolean {
    const times = this.#at[place] ?? []
    return times.length === 0 || storedN >= (this.#firstN[place] ?? 0) + times.length - 1
  }
}
