import type { RolloutEventWords, RolloutWords } from './rollout-words.ts'

/** Rollouts in English. */
export const rolloutWords: RolloutWords = {
  rolloutWhys: {
    NEEDS_APPROVAL: 'Waits for a second person.',
    GOES_ON: 'Goes on by itself.',
    FROZEN:
      'Terminals under the watch window “{name}” wait: it freezes rollouts until {until:time}. They go on by themselves then, or as soon as somebody ends the window.',
    DISPATCH_STOPPED: 'Terminals wait: {name} has stopped all dispatch above them. They go on once the stop is lifted.',
    BY_PERSON: 'A person said so. {reason}',
    TOO_MANY_BAD: 'Stopped by itself: of {known} results {bad} are bad.',
    BELOW_SUCCESS: 'Paused: of {known} results of this group {bad} are bad, too many to open the next.',
    NOTHING_PROVEN: 'Paused: no terminal of this group has a result.',
    APPROVALS_FELL: 'Stopped by itself: approvals fell at the terminals that were changed.',
    ALL_DONE: 'All terminals have had their turn.',
    DENIED: 'The second person said no.',
    LAPSED: 'No second person decided in time.',
  },
  rolloutCauses: {
    NEEDS_APPROVAL: 'it needs a second person',
    GOES_ON: 'it goes on',
    FROZEN: 'a watch window freezes it',
    DISPATCH_STOPPED: 'dispatch is stopped',
    BY_PERSON: 'a person said so',
    TOO_MANY_BAD: 'too many did badly',
    BELOW_SUCCESS: 'the group did not do well enough',
    NOTHING_PROVEN: 'nothing is proven',
    APPROVALS_FELL: 'approvals fell',
    ALL_DONE: 'all had their turn',
    DENIED: 'the second person said no',
    LAPSED: 'no second person decided in time',
  },
  parametersHeld: 'Skipped: the terminal holds these parameters already.',
  planProblems: {
    GROUPS: 'the sizes of the groups',
    PER_MINUTE: 'the commands a minute',
    SUCCESS: 'the share that must succeed',
    ABORT: 'the rule that stops it',
    WINDOW: 'the window, at least half an hour',
  },
}

/** What happened to them, one sentence each. */
export const rolloutEvents: RolloutEventWords = {
  RolloutPlanned: 'A rollout to {cohort} terminals was planned.',
  RolloutReleased: 'The rollout was released.',
  RolloutRefused: 'The rollout does not begin: {code:rolloutCauses}.',
  RolloutGroupOpened: 'The rollout opened its next group.',
  RolloutPaused: 'The rollout was paused: {code:rolloutCauses}. {reason?}',
  RolloutStopped: 'The rollout stopped by itself: {code:rolloutCauses}.',
  RolloutResumed: 'The rollout goes on.',
  RolloutRetried: 'The rollout tries {retried} terminals again.',
  RolloutCancelled: 'The rollout was cancelled. {reason}',
  RolloutFinished: 'The rollout is finished.',
  TerminalParametersTakenBack:
    'The parameters that a rollout had wished were taken back unsent; version {version} stands.',
}
