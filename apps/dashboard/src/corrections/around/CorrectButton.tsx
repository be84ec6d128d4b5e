import { useTranslation } from 'react-i18next'
import type { Place } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { useUrl } from '../../ui/url.ts'
import { ActButton } from '../ActButton.tsx'

/** The way from what is wrong to the form that corrects it; whoever may not make corrections is told so. */
export function CorrectButton({ place }: { place: Place }) {
  const { t } = useTranslation()
  const { go } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  if (!permissions.includes('correction:read')) return null
  const allowed = permissions.includes('correction:make')
  const reasons = allowed ? [] : [{ code: 'NOT_PERMITTED', message: t('correction.mayNotMake') }]
  return (
    <ActButton action={{ name: 'correct', allowed, reasons }} onAct={() => go(place)}>
      {t('correction.correct')} …
    </ActButton>
  )
}
