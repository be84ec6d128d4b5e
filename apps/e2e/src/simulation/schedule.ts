interface Due {
  readonly at: number
  readonly order: number
  readonly what: string
  run: (() => unknown) | null
}

/** Virtual time: what is to happen, in the order of time and then of making. A heap, because a step must cost nothing. */
export class Schedule {
  readonly #heap: Due[] = []
  #order = 0
  #now = 0

  get now(): number {
    return this.#now
  }

  /** Runs once after the delay; the answer calls it off. `what` is printed when the seed fails. */
  after(delayMs: number, what: string, run: () => unknown): () => void {
    const due: Due = { at: this.#now + Math.max(0, delayMs), order: this.#order++, what, run }
    this.#push(due)
    return () => {
      due.run = null
    }
  }

  /** Takes the next thing that is to happen, and time goes on to it; null when there is none. */
  next(): { readonly what: string; readonly run: () => unknown } | null {
    for (let due = this.#pop(); due !== undefined; due = this.#pop()) {
      if (due.run === null) continue
      this.#now = due.at
      return { what: due.what, run: due.run }
    }
    return null
  }

  #push(due: Due): void {
    const heap = this.#heap
    let place = heap.push(due) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !isBefore(due, above)) break
      heap[place] = above
      place = parent
    }
    heap[place] = due
  }

  #pop(): Due | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      const left = heap[child]
      const right = heap[child + 1]
      if (left !== undefined && right !== undefined && isBefore(right, left)) child++
      const below = heap[child]
      if (below === undefined || !isBefore(below, last)) break
      heap[place] = below
      place = child
    }
    heap[place] = last
    return first
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
