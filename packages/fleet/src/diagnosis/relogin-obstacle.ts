import type { CauseCode } from './causes.ts'
import type { Cause, Diagnosis, ReloginObstacle, Symptoms } from './symptoms.ts'

/** Causes that stand in the way of a sign-on, the plainest first. */
const OBSTACLES: readonly (readonly [CauseCode, ReloginObstacle])[] = [
  ['UNREACHABLE', 'TERMINAL_NOT_REACHED'],
  ['OUTAGE', 'PART_OF_OUTAGE'],
  ['NOT_REGISTERED', 'HOST_DOES_NOT_KNOW_IT'],
  ['HOST_ILL', 'HOST_IS_ILL'],
  ['SIGN_ON_LOCKED', 'SIGN_ON_IS_LOCKED'],
  ['TAMPERED', 'KEYS_ARE_GONE'],
  ['KEYS', 'KEYS_ARE_GONE'],
  ['SIM', 'HOST_NOT_REACHED'],
  ['NETWORK_SETUP', 'HOST_NOT_REACHED'],
  ['HOST_UNREACHABLE', 'HOST_NOT_REACHED'],
]

/** Why a re-login would not help here; null when it may, or when nothing is wrong. */
export function reloginObstacle({ situation, tried }: Symptoms, causes: readonly Cause[]): Diagnosis['relogin'] {
  if (causes.length === 0) return null
  const standing = causes.filter(({ likelihood }) => likelihood === 'STRONG' || likelihood === 'LIKELY')
  const hostCode = situation.hostResponseCode ?? ''
  const found = OBSTACLES.find(([cause]) => standing.some(({ code }) => code === cause))
  if (found !== undefined) {
    const [cause, code] = found
    const group = standing.find((one) => one.code === cause)?.evidence.find(({ params }) => 'of' in params)
    return { code, params: { hostCode, ...group?.params } }
  }
  const lost = causes.find(({ code }) => code === 'SIGN_ON_LOST')
  if (lost === undefined) return situation.signOn === 'SIGNED_ON' ? { code: 'IS_SIGNED_ON', params: {} } : null
  const vain = tried.filter(({ playbook, end }) => playbook === 'AUTH' && !end.startsWith('RECOVERED')).length
  if (vain > 0) return { code: 'TRIED_IN_VAIN', params: { count: vain } }
  return lost.likelihood === 'POSSIBLE' && hostCode !== '' ? { code: 'CODE_NOT_KNOWN', params: { hostCode } } : null
}
