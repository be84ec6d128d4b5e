import type { Look } from '../ui/Mark.tsx'
import type { KeyState } from './key-form.ts'

export const KEY_LOOKS: Readonly<Record<KeyState, Look>> = {
  LIVE: { tone: 'good', icon: 'check' },
  SOON: { tone: 'warn', icon: 'hourglass' },
  EXPIRED: { tone: 'quiet', icon: 'clock' },
  REVOKED: { tone: 'quiet', icon: 'stop' },
  ENDED: { tone: 'quiet', icon: 'stop' },
}
