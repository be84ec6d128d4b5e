import type { MemberStanding, RolloutState, RolloutWhyCode } from '@budeng/fleet'
import type { RolloutAct } from '@budeng/storage'
import { enumeration } from '../../graphql/enumeration.ts'

export const RolloutStateEnum = enumeration<RolloutState>('RolloutState', 'Where a rollout is.', {
  WAITING: 'For a second person.',
  RUNNING: 'Goes on by itself.',
  PAUSED: 'By a person, or because a group did not do well enough to open the next.',
  STOPPED: 'By itself: too much was bad.',
  FINISHED: 'All terminals have had their turn.',
  CANCELLED: 'A person ended it.',
  REFUSED: 'The second person said no, or nobody said anything.',
})

export const RolloutWhyEnum = enumeration<RolloutWhyCode>('RolloutWhy', 'Why a rollout is where it is.', {
  NEEDS_APPROVAL: 'It needs a second person.',
  GOES_ON: 'Nothing holds it.',
  FROZEN: 'Terminals whose turn has come wait for the end of a watch window.',
  DISPATCH_STOPPED: 'Terminals whose turn has come wait until a stop of all dispatch is lifted.',
  BY_PERSON: 'A person said so.',
  TOO_MANY_BAD: 'The rule that stops it was met.',
  BELOW_SUCCESS: 'The open group did not do well enough.',
  NOTHING_PROVEN: 'The open group has no result.',
  APPROVALS_FELL: 'Approvals fell at the terminals that were changed.',
  ALL_DONE: 'All had their turn.',
  DENIED: 'The second person said no.',
  LAPSED: 'Nobody decided in time.',
})

export const MemberStandingEnum = enumeration<MemberStanding>(
  'RolloutStanding',
  'Where a terminal of a rollout stands.',
  {
    WAITING: 'Its turn has not come.',
    OFFLINE: 'Its command waits until it is heard of.',
    UNDER_WAY: 'Its command is under way.',
    SUCCEEDED: 'Done and proven.',
    FAILED: 'Bad: it could not do it.',
    REJECTED: 'Bad: it refused.',
    UNVERIFIED: 'Bad: it ended without proof.',
    UNKNOWN: 'Bad: it does not answer.',
    LOST: 'Bad: it was online when its command was sent, and was not heard of since.',
    EXPIRED: 'It was not heard of in time.',
    OTHER: 'Its command ended without saying anything about the change, e.g. because somebody called it off.',
    SKIPPED: 'It gets no command; `reason` says why.',
  },
)

export const RolloutActEnum = enumeration<RolloutAct>('RolloutAct', 'What a person may say to a rollout.', {
  PAUSE: 'Make no more commands and take back those that no terminal has; what was sent runs on.',
  RESUME: 'Go on: what was bad until now is forgiven.',
  CANCEL: 'End it: commands that no terminal has are called off, what was sent runs on.',
  RETRY: 'Take up once more what ended badly or was not heard of in time.',
})
