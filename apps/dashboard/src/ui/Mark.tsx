import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  HourglassOutlined,
  LockFilled,
  MinusCircleOutlined,
  PauseCircleOutlined,
  QuestionCircleOutlined,
  SendOutlined,
  StopOutlined,
  SyncOutlined,
  WarningFilled,
} from '@ant-design/icons'
import type { ComponentType, ReactNode } from 'react'

/** What a colour may mean. QUIET says nothing is to be done. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet'

const ICONS = {
  check: CheckCircleFilled,
  clock: ClockCircleOutlined,
  cross: CloseCircleFilled,
  attention: ExclamationCircleFilled,
  warning: WarningFilled,
  hourglass: HourglassOutlined,
  lock: LockFilled,
  minus: MinusCircleOutlined,
  pause: PauseCircleOutlined,
  question: QuestionCircleOutlined,
  send: SendOutlined,
  stop: StopOutlined,
  turn: SyncOutlined,
  full: Disc,
  half: HalfDisc,
  hollow: Ring,
} satisfies Record<string, ComponentType>

export type Icon = keyof typeof ICONS

/** How a state looks: never by colour alone. */
export interface Look {
  readonly tone: Tone
  readonly icon: Icon
}

/** A state: icon and word. The word stays in the text's own colour unless it asks for somebody. */
export function Mark({ look, children, strong = false }: { look: Look; children: ReactNode; strong?: boolean }) {
  const Symbol = ICONS[look.icon]
  return (
    <span className={strong ? `mark mark-strong tone-${look.tone}` : 'mark'}>
      <span className={`mark-icon tone-${look.tone}`} aria-hidden>
        <Symbol />
      </span>
      <span className="mark-word">{children}</span>
    </span>
  )
}

function Disc() {
  return (
    <svg viewBox="0 0 12 12" width="1em" height="1em">
      <circle cx="6" cy="6" r="4.5" fill="currentColor" />
    </svg>
  )
}

function HalfDisc() {
  return (
    <svg viewBox="0 0 12 12" width="1em" height="1em">
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
    </svg>
  )
}

function Ring() {
  return (
    <svg viewBox="0 0 12 12" width="1em" height="1em">
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  )
}
