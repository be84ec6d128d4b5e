import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { Blank } from '../ui/Blank.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { usePageTitle } from '../ui/page-title.ts'

/** No such page, no such thing, or not one of yours: the three look alike on purpose. */
export function NothingHere() {
  const { t } = useTranslation()
  usePageTitle(t('nothing.title'))
  return (
    <div className="page">
      <h1 className="visually-hidden">{t('nothing.title')}</h1>
      <Blank title={t('nothing.title')}>
        <p>{t('nothing.why')}</p>
        <GoTo place={paths.overview()}>{t('nothing.home')}</GoTo>
      </Blank>
    </div>
  )
}
