import type { Behaviour } from './behaviour.ts'
import { rewritingAnswers, strangeHash } from './correction-answers.ts'

export const wrongCorrectionRoot: Behaviour = {
  about: 'applies a correction and names another root than its journal has',
  transport: (inner, life) =>
    rewritingAnswers(inner, life.identity, (data) => ({ ...data, root: strangeHash('another root') })),
}
