import type { Instant } from '@budeng/kernel'
import type { CommandType } from './command.ts'
import { HOST_ILL_CODES, RELOGIN_USELESS_CODES } from './preview.ts'
import type { Presence, TerminalSituation } from './terminal.ts'

export const CAUSE_CODES = [
  'SECURITY',
  'LOCKED',
  'SIGN_ON_LOCKED',
  'NOT_REGISTERED',
  'SIGN_ON_LOST',
  'HOST_ILL',
  'UNREACHABLE',
  'HARDWARE',
  'NETWORK',
  'SYSTEM',
] as const
export type CauseCode = (typeof CAUSE_CODES)[number]

/** Sentences of evidence, each with its figures. */
export const CAUSE_EVIDENCE_CODES = [
  'FAULT_SET',
  'HOST_CODE',
  'IS_LOCKED',
  'OFFLINE_SINCE',
  'SIGN_ON_IS',
  'SILENT',
] as const
export type CauseEvidenceCode = (typeof CAUSE_EVIDENCE_CODES)[number]

export interface CauseEvidence {
  readonly code: CauseEvidenceCode
  readonly params: Readonly<Record<string, string | number>>
}

export const LIKELIHOODS = ['STRONG', 'LIKELY', 'POSSIBLE'] as const
export type Likelihood = (typeof LIKELIHOODS)[number]

/** One possible cause, with what speaks for it and the command that fits, when one does. */
export interface Cause {
  readonly code: CauseCode
  readonly likelihood: Likelihood
  readonly evidence: readonly CauseEvidence[]
  readonly suggests: CommandType | null
}

/** What is known of a terminal besides its situation. */
export interface Symptoms {
  readonly situation: TerminalSituation
  readonly presence: Presence
  readonly presenceSince: Instant
  /** Fault codes `CLASS_NAME` that are set. */
  readonly faults: readonly string[]
}

/** The host lost the session: signing on anew gives keys and batch again. */
const RELOGIN_HELPS_CODES: readonly string[] = ['22', '77']

/**
 * A cautious reading of the facts, the strongest first; several causes may stand, and none is an answer too: nothing is
 * known to be wrong, or nothing is known of what is.
 */
export function diagnose(symptoms: Symptoms): readonly Cause[] {
  const { state, deviceId } = symptoms.situation
  if (state !== 'ACTIVE' || deviceId === null) return []
  const causes = [...byFaults(symptoms), ...byLock(symptoms), ...bySignOn(symptoms), ...byReach(symptoms)]
  return causes.sort(
    (a, b) =>
      LIKELIHOODS.indexOf(a.likelihood) - LIKELIHOODS.indexOf(b.likelihood) ||
      CAUSE_CODES.indexOf(a.code) - CAUSE_CODES.indexOf(b.code),
  )
}

const FAULT_CLASSES = [
  // a tampered terminal is never brought back remotely
  { prefix: 'SEC_', code: 'SECURITY', likelihood: 'STRONG', suggests: null },
  { prefix: 'HW_', code: 'HARDWARE', likelihood: 'STRONG', suggests: null },
  { prefix: 'NET_', code: 'NETWORK', likelihood: 'LIKELY', suggests: null },
  { prefix: 'SYS_', code: 'SYSTEM', likelihood: 'LIKELY', suggests: 'APP_RESTART' },
] as const

function byFaults({ faults }: Symptoms): readonly Cause[] {
  return FAULT_CLASSES.flatMap(({ prefix, ...cause }) => {
    const evidence = faults
      .filter((fault) => fault.startsWith(prefix))
      .map((fault): CauseEvidence => ({ code: 'FAULT_SET', params: { fault } }))
    return evidence.length === 0 ? [] : [{ ...cause, evidence }]
  })
}

function byLock({ situation }: Symptoms): readonly Cause[] {
  const isLocked: CauseEvidence = { code: 'IS_LOCKED', params: {} }
  return situation.locked ? [{ code: 'LOCKED', likelihood: 'STRONG', evidence: [isLocked], suggests: 'UNLOCK' }] : []
}

function bySignOn({ situation }: Symptoms): readonly Cause[] {
  const { signOn, hostResponseCode: hostCode } = situation
  const states: readonly CauseEvidence[] = signOn === 'SIGNED_ON' ? [] : [{ code: 'SIGN_ON_IS', params: { signOn } }]
  const codes: readonly CauseEvidence[] = hostCode === null ? [] : [{ code: 'HOST_CODE', params: { hostCode } }]
  if (signOn === 'LOCKED')
    return [{ code: 'SIGN_ON_LOCKED', likelihood: 'STRONG', evidence: states, suggests: 'UNLOCK' }]
  if (hostCode !== null && RELOGIN_USELESS_CODES.includes(hostCode))
    return [{ code: 'NOT_REGISTERED', likelihood: 'STRONG', evidence: [...codes, ...states], suggests: null }]
  if (hostCode !== null && HOST_ILL_CODES.includes(hostCode))
    return [{ code: 'HOST_ILL', likelihood: 'LIKELY', evidence: [...codes, ...states], suggests: null }]
  const hostSaysSo = hostCode !== null && RELOGIN_HELPS_CODES.includes(hostCode)
  if (!hostSaysSo && states.length === 0) return []
  const likelihood = hostSaysSo && states.length > 0 ? 'STRONG' : 'LIKELY'
  return [
    { code: 'SIGN_ON_LOST', likelihood, evidence: hostSaysSo ? [...states, ...codes] : states, suggests: 'RELOGIN' },
  ]
}

function byReach({ presence, presenceSince: since }: Symptoms): readonly Cause[] {
  if (presence === 'ONLINE') return []
  const evidence: CauseEvidence = { code: presence === 'OFFLINE' ? 'OFFLINE_SINCE' : 'SILENT', params: { since } }
  return [
    {
      code: 'UNREACHABLE',
      likelihood: presence === 'OFFLINE' ? 'LIKELY' : 'POSSIBLE',
      evidence: [evidence],
      suggests: null,
    },
  ]
}
