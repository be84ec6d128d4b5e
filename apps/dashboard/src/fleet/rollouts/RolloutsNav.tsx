import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { PartsNav } from '../../shell/PartsNav.tsx'

const PAGES = [
  { key: 'rollouts', place: paths.rollouts() },
  { key: 'software', place: paths.software(), permission: 'command:SOFTWARE_UPDATE' },
] as const

/** What is given to many, and what there is to give. */
export function RolloutsNav() {
  const { t } = useTranslation()
  return <PartsNav label={t('rail.rollouts')} pages={PAGES} word={(key) => t(`rolloutTab.${key}`)} />
}
