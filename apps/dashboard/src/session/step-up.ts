import { useSyncExternalStore } from 'react'
import type { StepUpInput, StepUpStartInput } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'

/** An act that the API wants confirmed. */
export interface WantedStepUp {
  readonly act: StepUpStartInput
  /** Why the proof before this one was refused. */
  readonly refused: readonly Refused[]
  /** `{}`: confirmed without a proof of its own (a code that stands for a while). Null: called off. */
  answer(proof: StepUpInput | null): void
}

let wanted: WantedStepUp | null = null
const listeners = new Set<() => void>()

/** Shows the person what is to be confirmed; answers the proof, or null when it was called off. */
export async function askForStepUp(act: StepUpStartInput, refused: readonly Refused[]): Promise<StepUpInput | null> {
  return await new Promise((resolve) => {
    show({
      act,
      refused,
      answer: (proof) => {
        show(null)
        resolve(proof)
      },
    })
  })
}

function show(next: WantedStepUp | null): void {
  wanted = next
  for (const listener of listeners) listener()
}

/** What waits for a confirmation now. */
export function useWantedStepUp(): WantedStepUp | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => wanted,
  )
}
