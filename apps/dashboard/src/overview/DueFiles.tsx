import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { DueFilesDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'

/** Files of the acquirer that are due and have not come; nothing for whoever does not read them. */
export function DueFiles() {
  const { t, i18n } = useTranslation()
  const mayRead = useViewer()?.permissions.includes('file:read') === true
  const { data } = useQuery(DueFilesDocument, { skip: !mayRead, ...FIGURES_POLLING })
  const count = data?.missingFiles.length
  if (count === undefined) return null
  return (
    <li>
      <GoTo place={paths.files()} className="need">
        <span className="need-count number">{formatNumber(count, i18n.language)}</span>
        <Mark look={count === 0 ? { tone: 'quiet', icon: 'check' } : { tone: 'bad', icon: 'attention' }}>
          {t('file.missing')}
        </Mark>
        <span className="need-how quiet">{t(count === 0 ? 'overview.nothing' : 'file.missingHow')}</span>
      </GoTo>
    </li>
  )
}
