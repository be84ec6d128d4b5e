import type { WatchState } from '../../api/generated/graphql.ts'
import type { Look } from '../../ui/Mark.tsx'

export const WATCH_LOOKS: Readonly<Record<WatchState, Look>> = {
  PLANNED: { tone: 'quiet', icon: 'clock' },
  OPEN: { tone: 'busy', icon: 'attention' },
  ENDED: { tone: 'good', icon: 'check' },
  CANCELLED: { tone: 'quiet', icon: 'minus' },
}
