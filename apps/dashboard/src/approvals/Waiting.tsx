import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'

/** That a second person has to decide, with the way to where that is done. */
export function Waiting() {
  const { t } = useTranslation()
  return (
    <GoTo place={paths.approvals()} className="link">
      <Mark look={{ tone: 'busy', icon: 'clock' }}>{t('approvals.waits')}</Mark>
    </GoTo>
  )
}
