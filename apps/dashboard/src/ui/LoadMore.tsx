import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatNumber } from './format.ts'

interface LoadMoreProps {
  readonly shown: number
  /** Rows of the whole list; null when the API did not count. */
  readonly total?: number | null | undefined
  readonly isLowerBound?: boolean | undefined
  readonly more: boolean
  readonly loading: boolean
  readonly onMore: () => void
}

/** How much of a list is shown, and the way to more of it. */
export function LoadMore({ shown, total, isLowerBound = false, more, loading, onMore }: LoadMoreProps) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className="load-more">
      <span className="quiet number">
        {total == null
          ? t('list.shown', { shown: number(shown) })
          : t('list.shownOf', { shown: number(shown), total: number(total) + (isLowerBound ? '+' : '') })}
      </span>
      {more && (
        <Button size="small" onClick={onMore} loading={loading}>
          {t('list.more')}
        </Button>
      )}
    </div>
  )
}
