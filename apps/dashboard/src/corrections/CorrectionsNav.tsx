import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { PartsNav } from '../shell/PartsNav.tsx'

const PAGES = [
  { key: 'cases', place: paths.cases() },
  { key: 'corrections', place: paths.corrections() },
  { key: 'rules', place: paths.correctionRules() },
  { key: 'reports', place: paths.correctionReports() },
] as const

/** The pages of cases and corrections. */
export function CorrectionsNav() {
  const { t } = useTranslation()
  return <PartsNav label={t('rail.corrections')} pages={PAGES} word={(key) => t(`correctionTab.${key}`)} />
}
