/** One comparison: what we do beside what another does, and whether that is what we want. */
export interface Row {
  readonly group: Group
  /** What is measured. */
  readonly what: string
  readonly ours: string
  readonly beside: string
  /** Ours by theirs; null when there is nothing to divide. */
  readonly ratio: number | null
  /** What was wanted; null: told for its own sake. */
  readonly goal: string | null
  /** Null with no goal, or where it could not be measured. */
  readonly holds: boolean | null
}

export const GROUPS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'] as const
export type Group = (typeof GROUPS)[number]

/** What one group of measurements has found. */
export interface Findings {
  readonly rows: readonly Row[]
  /** Every figure behind the rows, for the JSON file. */
  readonly figures: Readonly<Record<string, unknown>>
}

export const atLeast = (value: number, goal: number): Pick<Row, 'goal' | 'holds'> => ({
  goal: `≥ ${goal}`,
  holds: value >= goal,
})
export const atMost = (value: number, goal: number, unit = ''): Pick<Row, 'goal' | 'holds'> => ({
  goal: `≤ ${goal}${unit}`,
  holds: value <= goal,
})
export const NO_GOAL = { goal: null, holds: null } as const
