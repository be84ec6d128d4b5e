import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Refused } from '../api/outcome.ts'
import { paths } from '../paths.ts'
import { GoTo } from './GoTo.tsx'

/** What one's own security page mends. */
const MENDED_THERE = new Set(['FACTOR_MISSING', 'STEP_UP_NO_FACTOR'])

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
          {MENDED_THERE.has(refusal.code) && (
            <GoTo place={paths.settings('security')} className="link">
              {t('fault_panel.toSecurity')}
            </GoTo>
          )}
        </div>
      ))}
    />
  )
}
