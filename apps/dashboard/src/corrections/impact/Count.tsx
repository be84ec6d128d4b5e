import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.ts'

/** How many, beside an amount. */
export function Count({ of }: { of: number }) {
  const { i18n } = useTranslation()
  // only the amount is another
  if (of === 0) return null
  return <span className="quiet number">{formatNumber(of, i18n.language)} ×</span>
}
