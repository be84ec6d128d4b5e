import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { PartsNav } from '../shell/PartsNav.tsx'

const PAGES = [
  { key: 'explorer', place: paths.transactions(), permission: 'transaction:read' },
  { key: 'batches', place: paths.batches(), permission: 'transaction:read' },
  { key: 'ledger', place: paths.ledger(), permission: 'ledger:read', isExact: false },
  { key: 'statements', place: paths.statements(), permission: 'ledger:read' },
  { key: 'files', place: paths.files(), permission: 'file:read' },
  { key: 'matches', place: paths.matches(), permission: 'transaction:read' },
  { key: 'exports', place: paths.exports(), permission: 'transaction:read' },
] as const

/** The pages of the money half. */
export function MoneyNav() {
  const { t } = useTranslation()
  return <PartsNav label={t('rail.transactions')} pages={PAGES} word={(key) => t(`moneyTab.${key}`)} />
}
