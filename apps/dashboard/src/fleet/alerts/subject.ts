import { FAULT_CODES, METRICS, OWN_SUBJECTS } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import { useLabel } from '../../ui/label.ts'

/** Everything that a rule or a stretch of quiet may be about. */
export const ALERT_SUBJECTS: readonly string[] = [...OWN_SUBJECTS, ...METRICS, ...FAULT_CODES]

/** Figures and silence first, then the classes of faults. */
export const SUBJECT_GROUPS = ['FIGURES', 'SYS', 'NET', 'HW', 'SEC', 'AUTH', 'TXN'] as const

export function groupOfSubject(subject: string): (typeof SUBJECT_GROUPS)[number] {
  return SUBJECT_GROUPS.find((group) => subject.startsWith(`${group}_`)) ?? 'FIGURES'
}

/** What an alert is about, in words: a figure, a fault, or that nobody hears the terminal. */
export function useSubject(): (subject: string) => string {
  const { t } = useTranslation()
  const label = useLabel()
  return (subject) => {
    const metric = METRICS.find((one) => one === subject)
    return metric === undefined ? label('fault', subject) : t(`metric.${metric}`)
  }
}
