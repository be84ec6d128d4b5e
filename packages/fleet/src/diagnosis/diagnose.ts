import type { FaultRecord } from '../health/fault-book.ts'
import { FAULT_RULES } from '../health/fault-rules.ts'
import { type FaultCode, faultFacts } from '../health/fault-table.ts'
import { FAULTS_BY_SIGHT } from '../health/platform-faults.ts'
import { HOST_FAULTS } from '../health/response-codes.ts'
import { CAUSE_CODES, CAUSE_OF_FAULT, type CauseCode, CAUSES } from './causes.ts'
import { Findings } from './findings.ts'
import { CAME_BACK_MIN, SETTLED_MS, STORM_CAUSES_MIN, WELL_COUNT_MIN } from './limits.ts'
import { sharedTrouble } from './neighbours.ts'
import { reloginObstacle } from './relogin-obstacle.ts'
import { type Cause, type Diagnosis, type Likelihood, LIKELIHOODS, type Symptoms } from './symptoms.ts'

/**
 * The causes that what is known speaks for, the strongest first, with counted evidence. Several may stand; `UNKNOWN` is
 * an answer, and none is one too: nothing is known to be wrong. It says `STRONG` only when it was seen
 * or has stood a while, nothing contradicts it, and no other cause explains it.
 */
export function diagnose(symptoms: Symptoms): Diagnosis {
  const { state, deviceId } = symptoms.situation
  if (state !== 'ACTIVE' || deviceId === null) return { causes: [], relogin: null }
  const findings = new Findings()
  for (const fault of symptoms.faults) byFault(findings, symptoms, fault)
  byLock(findings, symptoms)
  bySignOn(findings, symptoms)
  byReach(findings, symptoms)
  byPast(findings, symptoms)
  byNeighbours(findings, symptoms)
  withoutConsequences(findings)
  byStorm(findings)
  const causes = causesOf(findings)
  return { causes, relogin: reloginObstacle(symptoms, causes) }
}

function causesOf(findings: Findings): Cause[] {
  return findings
    .all()
    .map(({ code, likelihood, evidence }) => {
      const { playbook, suggests } = CAUSES[code]
      return { code, likelihood, evidence, playbook, suggests }
    })
    .sort(
      (a, b) =>
        LIKELIHOODS.indexOf(a.likelihood) - LIKELIHOODS.indexOf(b.likelihood) ||
        CAUSE_CODES.indexOf(a.code) - CAUSE_CODES.indexOf(b.code),
    )
}

/** Faults for which the platform has an eye of its own: the terminal's word alone is half the evidence. */
const SEEN_BY_US: ReadonlySet<string> = new Set<string>([
  ...FAULT_RULES.map(({ code }) => code),
  ...FAULTS_BY_SIGHT,
  ...HOST_FAULTS,
])

function byFault(findings: Findings, { at, contradictions, presence, situation }: Symptoms, fault: FaultRecord): void {
  const { code, since } = fault
  if (faultFacts(code) === null)
    return findings.add('UNKNOWN', 'UNKNOWN', { code: 'FAULT_UNKNOWN', params: { fault: code, since } })
  // what the host says is judged by the acquirer's book, below
  if (HOST_FAULTS.has(code) && situation.hostResponseCode !== null && fault.reportedAt === null) return
  const cause = CAUSE_OF_FAULT[code as FaultCode]
  const seen = fault.derivedAt !== null
  findings.add(cause, seen ? 'STRONG' : likelihoodOfWord(fault, at), {
    code: seen ? 'FAULT_SEEN' : 'FAULT_REPORTED',
    params: { fault: code, since },
  })
  const isDenied = contradictions.some(
    (one) => one.fault === code || (one.fault === null && DENIED_BY[one.code] === cause),
  )
  // who was opened may say what it wants: that is told, and not made light of
  if (isDenied) findings.cap(cause, cause === 'TAMPERED' ? 'LIKELY' : 'POSSIBLE', denial(code))
  if (presence !== 'ONLINE') findings.cap(cause, 'LIKELY', { code: 'LAST_KNOWN', params: { fault: code } })
}

const denial = (fault: string) => ({ code: 'FAULT_DENIED' as const, params: { fault } })

/** A word of the terminal that only it can give is taken when it has stood a while; a moment ahead of us is none. */
function likelihoodOfWord({ code, since }: FaultRecord, at: number): Likelihood {
  return !SEEN_BY_US.has(code) && at - since >= SETTLED_MS ? 'STRONG' : 'LIKELY'
}

const DENIED_BY: Readonly<Record<string, CauseCode>> = {
  TAMPERED_YET_PED_OK: 'TAMPERED',
  TAMPERED_YET_SIGNED_ON: 'TAMPERED',
  KEYS_MISSING_YET_SIGNED_ON: 'KEYS',
  NO_SIM_YET_ON_CELL: 'SIM',
  NETWORK_WITHOUT_HOST_YET_APPROVING: 'HOST_UNREACHABLE',
}

function byLock(findings: Findings, { situation }: Symptoms): void {
  if (situation.locked) findings.add('LOCKED', 'STRONG', { code: 'IS_LOCKED', params: {} })
}

function bySignOn(findings: Findings, { situation, presence }: Symptoms): void {
  const { signOn, hostResponseCode: hostCode, hostRoute } = situation
  const isOn = signOn === 'SIGNED_ON'
  const state = { code: 'SIGN_ON_IS', params: { signOn } } as const
  if (signOn === 'LOCKED') findings.add('SIGN_ON_LOCKED', 'STRONG', state)
  else if (!isOn) findings.add('SIGN_ON_LOST', 'LIKELY', state)
  if (hostCode !== null && hostRoute !== 'APPROVED') byHost(findings, hostCode, situation)
  if (presence !== 'ONLINE') findings.cap('SIGN_ON_LOST', 'LIKELY')
}

/** The host's own word, by what its acquirer says that it means. */
function byHost(findings: Findings, hostCode: string, { signOn, hostRoute }: Symptoms['situation']): void {
  const said = { code: 'HOST_CODE', params: { hostCode } } as const
  const isOn = signOn === 'SIGNED_ON'
  const still = { code: 'YET_SIGNED_ON', params: { hostCode } } as const
  switch (hostRoute) {
    case 'REGISTRATION':
      findings.add('NOT_REGISTERED', 'STRONG', said)
      return isOn ? findings.cap('NOT_REGISTERED', 'LIKELY', still) : undefined
    case 'HOST_ILL':
      // one terminal's host may be ill for it alone: others decide, below
      return findings.add('HOST_ILL', 'LIKELY', said)
    case 'RELOGIN':
      findings.add('SIGN_ON_LOST', 'STRONG', said)
      return isOn ? findings.cap('SIGN_ON_LOST', 'LIKELY', still) : undefined
    default:
      if (isOn) return
      findings.add('UNKNOWN', 'UNKNOWN', { code: 'HOST_CODE_UNKNOWN', params: { hostCode } })
      findings.cap('SIGN_ON_LOST', 'POSSIBLE')
  }
}

function byReach(findings: Findings, { presence, presenceSince: since, neighbours }: Symptoms): void {
  if (presence === 'ONLINE') return
  const isOff = presence === 'OFFLINE'
  findings.add('UNREACHABLE', isOff ? 'LIKELY' : 'POSSIBLE', {
    code: isOff ? 'OFFLINE_SINCE' : 'SILENT',
    params: { since },
  })
  const store = neighbours.find(({ kind }) => kind === 'STORE')
  if (isOff && store !== undefined && store.offline === 0 && store.others >= WELL_COUNT_MIN)
    findings.add('UNREACHABLE', 'LIKELY', { code: 'NEIGHBOURS_WELL', params: { kind: 'STORE', count: store.others } })
}

/** What was tried within the day and what became of it, and what people were sent for. */
function byPast(findings: Findings, { tried, ordered }: Symptoms): void {
  for (const { code } of findings.all()) {
    const { playbook } = CAUSES[code]
    const ends = tried.flatMap((one) => (one.playbook === playbook ? [one.end] : []))
    const well = ends.filter((end) => end === 'RECOVERED' || end === 'RECOVERED_WITH_WARNING').length
    const vain = ends.length - well
    if (vain > 0) findings.cap(code, 'LIKELY', { code: 'TRIED_IN_VAIN', params: { count: vain } })
    if (well >= CAME_BACK_MIN) findings.cap(code, 'LIKELY', { code: 'CAME_BACK', params: { count: well } })
    if (playbook !== null && ordered.includes(playbook)) findings.note(code, { code: 'WORK_ORDER_OPEN', params: {} })
  }
}

/** What many have at once is not this terminal's own. */
function byNeighbours(findings: Findings, symptoms: Symptoms): void {
  const own = findings.all().filter(({ code }) => CAUSES[code].shared)
  if (own.length === 0) return
  const { incident } = symptoms
  if (incident !== null) {
    const { kind, hit, population } = incident
    const evidence = { code: 'IN_INCIDENT', params: { kind, count: hit, of: population } } as const
    findings.add('OUTAGE', 'STRONG', evidence)
    if (kind === 'HOST') findings.add('HOST_ILL', 'STRONG', evidence, { onlyIfKnown: true })
  }
  const shared = sharedTrouble(symptoms)
  if (shared === null) return
  const { fault, ...params } = shared
  const evidence = { code: 'NEIGHBOURS_TOO', params } as const
  findings.add('OUTAGE', 'LIKELY', evidence)
  if (fault === 'NET_HOST_ILL') findings.add('HOST_ILL', 'STRONG', evidence, { onlyIfKnown: true })
}

/** A consequence of what stands is no cause of its own; it is told as such. */
function withoutConsequences(findings: Findings): void {
  const standing = findings.all().filter(({ likelihood }) => likelihood === 'STRONG' || likelihood === 'LIKELY')
  for (const { code } of findings.all()) {
    const { after, shared } = CAUSES[code]
    // a host that is ill is what the outage is
    const isAfter = (one: CauseCode) => after.includes(one) || (shared && one === 'OUTAGE' && code !== 'HOST_ILL')
    const before = standing.find((one) => one.code !== code && isAfter(one.code))
    if (before !== undefined) findings.cap(code, 'POSSIBLE', { code: 'FOLLOWS_FROM', params: { cause: before.code } })
  }
}

/** Not by the terminal's word, or too grave to be made light of. */
const BEYOND_DOUBT: readonly CauseCode[] = [
  ...(['OUTAGE', 'TAMPERED', 'CLONED', 'LOCKED', 'SIGN_ON_LOCKED', 'NOT_REGISTERED', 'HOST_ILL'] as const),
]

/** One machine with everything broken at once has something else: nothing of it is certain. */
function byStorm(findings: Findings): void {
  const told = findings.all().filter(({ code, likelihood }) => likelihood === 'STRONG' && !BEYOND_DOUBT.includes(code))
  if (told.length < STORM_CAUSES_MIN) return
  for (const { code } of told) findings.cap(code, 'LIKELY', { code: 'STORM', params: { count: told.length } })
}
