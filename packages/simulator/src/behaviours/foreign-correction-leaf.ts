import type { Behaviour } from './behaviour.ts'
import { rewritingAnswers, strangeHash } from './correction-answers.ts'

export const foreignCorrectionLeaf: Behaviour = {
  about: "applies a correction and names another terminal's leaf",
  transport: (inner, life) =>
    rewritingAnswers(inner, life.identity, (data) => ({ ...data, leaf: strangeHash('of another terminal') })),
}
