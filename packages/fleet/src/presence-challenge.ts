import { type Decision, accept, hashOf, type Instant, refuse } from '@budeng/kernel'
import type { CommandType } from './command.ts'
import {
  NOT_AFTER_DEFAULT_MS,
  PRESENCE_GRANT_MS,
  PRESENCE_HOLDS_MS,
  PRESENCE_LOCK_MS,
  PRESENCE_WRONG_MAX,
} from './limits.ts'
import type { RefusalCode } from './refusals.ts'

export const CHALLENGE_STATES = ['OPEN', 'GRANTED', 'USED', 'FAILED', 'LAPSED'] as const
export type ChallengeState = (typeof CHALLENGE_STATES)[number]

/**
 * A check that the merchant stands at this terminal and that the caller is ours. Named by its PRESENCE_SHOW command.
 * Holds neither digits nor words: both are computed from the device's key where they are needed.
 */
export interface PresenceChallenge {
  readonly commandId: string
  readonly personId: string
  readonly terminalId: string
  /** What the digits will permit: this type with these parameters. */
  readonly type: CommandType
  readonly paramsHash: string
  readonly state: ChallengeState
  readonly wrongCount: number
  readonly createdAt: Instant
  readonly grantedAt: Instant | null
  /** OPEN: digits are taken until here. GRANTED: the grant holds until here. */
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
  readonly version: number
}

export type ChallengeEvent =
  | { readonly type: 'PresenceDigitsWrong'; readonly at: Instant; readonly left: number }
  /** The person is locked out of this terminal; the shell stores the lock and cancels the PRESENCE_SHOW. */
  | { readonly type: 'PresenceFailed'; readonly at: Instant; readonly lockedUntil: Instant }
  /** The shell gives the PRESENCE_SHOW its evidence. */
  | { readonly type: 'PresenceGranted'; readonly at: Instant; readonly expiresAt: Instant }
  | { readonly type: 'PresenceUsed'; readonly at: Instant }
  | { readonly type: 'PresenceLapsed'; readonly at: Instant }

export type ChallengeDecision = Decision<ChallengeEvent, RefusalCode>

/** Binds a grant to the parameters that were asked for. */
export function paramsHashOf(params: unknown): string {
  return hashOf(params)
}

export function openChallenge(
  asked: Pick<PresenceChallenge, 'commandId' | 'personId' | 'terminalId' | 'type'> & {
    readonly params: unknown
    readonly at: Instant
  },
): PresenceChallenge {
  const { commandId, personId, terminalId, type, params, at } = asked
  return {
    commandId,
    personId,
    terminalId,
    type,
    paramsHash: paramsHashOf(params),
    state: 'OPEN',
    wrongCount: 0,
    createdAt: at,
    grantedAt: null,
    expiresAt: at + NOT_AFTER_DEFAULT_MS,
    usedAt: null,
    version: 1,
  }
}

/** A person may not open another challenge for a terminal on which that person is locked. */
export function lockRefusal(
  lockedUntil: Instant | null,
  at: Instant,
): ReturnType<typeof refuse<'PRESENCE_LOCKED'>> | null {
  return lockedUntil !== null && at < lockedUntil ? refuse('PRESENCE_LOCKED', { until: lockedUntil }) : null
}

/**
 * Digits were typed; the shell compared them in constant time and says only right or wrong. They count for five minutes
 * from the terminal's acknowledgement, for the person who asked, and five wrong ones end it.
 */
export function answerDigits(
  challenge: PresenceChallenge,
  answer: {
    readonly at: Instant
    readonly by: string
    readonly right: boolean
    readonly acknowledgedAt: Instant | null
  },
): ChallengeDecision {
  const { at, by, right, acknowledgedAt } = answer
  if (by !== challenge.personId) return refuse('NOT_YOURS')
  if (challenge.state !== 'OPEN') return refuse('CHALLENGE_ENDED', { state: challenge.state })
  if (acknowledgedAt === null) return at >= challenge.expiresAt ? refuse('CHALLENGE_LAPSED') : refuse('NOT_SHOWN_YET')
  if (at >= acknowledgedAt + PRESENCE_HOLDS_MS) return refuse('CHALLENGE_LAPSED')
  if (right) return accept<ChallengeEvent>({ type: 'PresenceGranted', at, expiresAt: at + PRESENCE_GRANT_MS })
  const left = PRESENCE_WRONG_MAX - challenge.wrongCount - 1
  const wrong: ChallengeEvent = { type: 'PresenceDigitsWrong', at, left }
  return left > 0
    ? accept(wrong)
    : accept<ChallengeEvent>(wrong, { type: 'PresenceFailed', at, lockedUntil: at + PRESENCE_LOCK_MS })
}

/** Spends the grant on one request: this person, terminal, type and parameters, once, within five minutes. */
export function spendGrant(
  challenge: PresenceChallenge,
  use: {
    readonly at: Instant
    readonly by: string
    readonly terminalId: string
    readonly type: CommandType
    readonly params: unknown
  },
): ChallengeDecision {
  const covers =
    use.by === challenge.personId &&
    use.terminalId === challenge.terminalId &&
    use.type === challenge.type &&
    paramsHashOf(use.params) === challenge.paramsHash
  if (!covers || challenge.state !== 'GRANTED') return refuse('PRESENCE_REQUIRED')
  if (use.at >= challenge.expiresAt) return refuse('CHALLENGE_LAPSED')
  return accept<ChallengeEvent>({ type: 'PresenceUsed', at: use.at })
}

/** Time passed, or the PRESENCE_SHOW ended without right digits. */
export function tickChallenge(challenge: PresenceChallenge, at: Instant, showEnded: boolean): ChallengeDecision {
  const isOver = (challenge.state === 'OPEN' && showEnded) || at >= challenge.expiresAt
  const mayLapse = challenge.state === 'OPEN' || challenge.state === 'GRANTED'
  return mayLapse && isOver ? accept<ChallengeEvent>({ type: 'PresenceLapsed', at }) : accept()
}

export function evolveChallenge(challenge: PresenceChallenge, event: ChallengeEvent): PresenceChallenge {
  const version = challenge.version + 1
  switch (event.type) {
    case 'PresenceDigitsWrong':
      return { ...challenge, version, wrongCount: challenge.wrongCount + 1 }
    case 'PresenceFailed':
      return { ...challenge, version, state: 'FAILED' }
    case 'PresenceGranted':
      return { ...challenge, version, state: 'GRANTED', grantedAt: event.at, expiresAt: event.expiresAt }
    case 'PresenceUsed':
      return { ...challenge, version, state: 'USED', usedAt: event.at }
    case 'PresenceLapsed':
      return { ...challenge, version, state: 'LAPSED' }
  }
}
