import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Refused } from '../api/outcome.ts'
import { paths } from '../paths.ts'
import { GoTo } from './GoTo.tsx'

/** What the API refused, in its own words. */
export function Refusals({ refusals }: { refusals: readonly Refused[] }) {
  const { t } = useTranslation()
  if (refusals.length === 0) return null
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={refusals.map((refusal) => (
        <div key={refusal.code + refusal.message}>
          {refusal.message}{' '}
          {refusal.code === 'FACTOR_MISSING' && (
            <GoTo place={paths.settings('security')} className="link">
              {t('fault_panel.toSecurity')}
            </GoTo>
          )}
        </div>
      ))}
    />
  )
}
