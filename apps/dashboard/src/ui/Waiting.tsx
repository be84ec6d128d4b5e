import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'

const WIDTHS = ['12%', '10%', '26%', '12%', '14%', '12%']

/** Rows that are on their way, in the shape of rows. */
export function WaitingRows({ rows = 8 }: { rows?: number | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="waiting" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="waiting-row" aria-hidden>
          {WIDTHS.map((width, column) => (
            <span key={column} className="waiting-bar" style={{ width }} />
          ))}
        </div>
      ))}
    </div>
  )
}

/** A page of panels that is on its way. */
export function WaitingPage() {
  const { t } = useTranslation()
  return (
    <div className="page" role="status" aria-label={t('state.loading')}>
      <div aria-hidden>
        <Skeleton title={{ width: '40%' }} paragraph={{ rows: 1, width: '60%' }} />
        <div className="columns">
          <Skeleton paragraph={{ rows: 8 }} />
          <Skeleton paragraph={{ rows: 8 }} />
        </div>
      </div>
    </div>
  )
}
