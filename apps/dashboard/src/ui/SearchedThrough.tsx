import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Further } from '../api/look-further.ts'
import { Time } from './Time.tsx'

/** How far a rare wish was looked for, and the way on. */
export function SearchedThrough({ further }: { further: Further }) {
  const { t } = useTranslation()
  const { searchedThrough, looking, goOn } = further
  if (searchedThrough === null) return null
  return (
    <div className="load-more" role="status">
      <span className="quiet">
        {t(looking ? 'money.lookingThrough' : 'money.lookedThrough')} <Time at={searchedThrough} show="moment" />
      </span>
      <Button size="small" onClick={goOn} loading={looking}>
        {t('money.lookFurther')}
      </Button>
    </div>
  )
}
