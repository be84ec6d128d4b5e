import type { Behaviour } from './behaviour.ts'
import { rewritingAnswers, strangeHash } from './correction-answers.ts'

export const nacksBase: Behaviour = {
  about: 'finds that each record that is corrected is another one in its own journal',
  refuses: (type) => (type === 'CORRECTION_APPLY' ? 'NACK_BASE' : null),
  transport: (inner, life) => rewritingAnswers(inner, life.identity, () => ({ leaf: strangeHash('its own record') })),
}
