import type { Instant } from '@budeng/kernel'
import { JOURNAL_COMPARED_MS, PROBLEM_GONE_MS } from './limits.ts'
import type { Check, PlaybookId, RecoveryReason } from './playbook.ts'
import type { Recovery, RecoveryView, RecoveryWarning } from './recovery.ts'

/** What a check found; `null`: it is too early to say. */
export type Finding = {
  readonly passed: boolean
  readonly note: string
  /** Instead of the playbook's own reason. */
  readonly reason?: RecoveryReason
  readonly warning?: RecoveryWarning
} | null

const YES: Finding = { passed: true, note: '' }

/** Reads a check from what is known now. */
export function findingOf(check: Check, recovery: Recovery, view: RecoveryView, at: Instant): Finding {
  switch (check) {
    case 'NO_INCIDENT':
      return view.inIncident ? { passed: false, note: 'PART_OF_INCIDENT' } : YES
    case 'RELOGIN_HELPS':
      return reloginHelps(view)
    case 'PROBLEM_GONE':
      if (isGone(recovery.playbook, view)) return YES
      return at < recovery.stepStartedAt + PROBLEM_GONE_MS ? null : { passed: false, note: 'STILL_THERE' }
    case 'JOURNAL_COMPARED':
      if (view.journal === 'DIFFERENT') return { passed: true, note: 'JOURNAL_DIFFERS', warning: 'JOURNAL_DIFFERS' }
      if (view.journal === 'EQUAL') return YES
      if (view.journal === 'NONE') return { passed: true, note: 'NO_JOURNAL' }
      return at < recovery.stepStartedAt + JOURNAL_COMPARED_MS
        ? null
        : { passed: true, note: 'JOURNAL_NOT_COMPARED', warning: 'JOURNAL_NOT_COMPARED' }
  }
}

/** Not registered, or the host itself is ill: signing on again does not help, and is not tried. */
function reloginHelps({ situation: { hostResponseCode: code, hostRoute } }: RecoveryView): Finding {
  const note = code ?? ''
  if (hostRoute === 'REGISTRATION') return { passed: false, note }
  return hostRoute === 'HOST_ILL' ? { passed: false, note, reason: 'HOST_ILL' } : YES
}

/** Gone is what the terminal no longer shows and, for a sign-on, what the platform has proven. */
function isGone(playbook: PlaybookId, { situation, presence, faults }: RecoveryView): boolean {
  const isClear = !faults.some((fault) => fault.startsWith(`${playbook}_`))
  if (playbook === 'HW') return isClear
  return isClear && presence === 'ONLINE' && (playbook !== 'AUTH' || situation.signOn === 'SIGNED_ON')
}
