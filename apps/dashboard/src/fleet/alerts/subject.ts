import { FAULT_CODES, METRICS } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import { useLabel } from '../../ui/label.ts'

/** Everything that a rule or a stretch of quiet may be about. */
export const ALERT_SUBJECTS: readonly string[] = ['OFFLINE', ...METRICS, ...FAULT_CODES]

/** What an alert is about, in words: a figure, a fault, or that nobody hears the terminal. */
export function useSubject(): (subject: string) => string {
  const { t } = useTranslation()
  const label = useLabel()
  return (subject) => {
    const metric = METRICS.find((one) => one === subject)
    return metric === undefined ? label('fault', subject) : t(`metric.${metric}`)
  }
}
