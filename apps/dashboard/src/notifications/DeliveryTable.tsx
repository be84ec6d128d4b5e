import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type NotificationDeliveryRowFragment,
  type NotificationDeliveryState,
  NotificationRetryDocument,
} from '../api/generated/graphql.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { useLabel } from '../ui/label.ts'
import { type Look, Mark } from '../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { parseSearch } from '../paths.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { useWish } from '../api/use-wish.ts'

const LOOKS: Readonly<Record<NotificationDeliveryState, Look>> = {
  QUEUED: { tone: 'busy', icon: 'hourglass' },
  DELIVERED: { tone: 'good', icon: 'check' },
  FAILED: { tone: 'bad', icon: 'cross' },
}

/** The last messages to a destination, with what was answered; what was given up may be sent again. */
export function DeliveryTable({ rows, may }: { rows: readonly NotificationDeliveryRowFragment[]; may: boolean }) {
  const { t } = useTranslation()
  const retry = useWish(NotificationRetryDocument, (data) => data.notificationRetry, ['NotificationDestinations'])
  const why = may ? undefined : t('notifications.notYours')
  const columns: readonly RowColumn<NotificationDeliveryRowFragment>[] = [
    { key: 'at', title: t('notifications.when'), render: ({ createdAt }) => <Time at={createdAt} show="moment" /> },
    { key: 'told', title: t('notifications.told'), render: (row) => <Told row={row} /> },
    {
      key: 'state',
      title: t('notifications.state'),
      render: ({ state, attempts, nextAt }) => (
        <>
          <Mark look={LOOKS[state]} strong={state === 'FAILED'}>
            {t(`notificationState.${state}`)}
          </Mark>
          <div className="quiet">
            {t('notifications.attempts', { count: attempts })}
            {nextAt !== null && attempts > 0 && (
              <>
                {' · '}
                {t('notifications.again')} <Time at={nextAt} show="moment" />
              </>
            )}
          </div>
        </>
      ),
    },
    { key: 'answer', title: t('notifications.answer'), render: (row) => <LastAnswer row={row} /> },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('alerts.act')}</span>,
      render: ({ id, state, version }) =>
        state === 'FAILED' && (
          <Button
            size="small"
            disabled={!may}
            title={why}
            loading={retry.busy}
            onClick={() => void retry.send({ deliveryId: id, expectedVersion: version })}
          >
            {t('notifications.retry')}
          </Button>
        ),
    },
  ]
  return (
    <div className="stack">
      <Unfulfilled wish={retry} what={t('notifications.retry')} />
      <RowTable label={t('notifications.last')} columns={columns} rows={rows} keyOf={({ id }) => id} />
    </div>
  )
}

/** Lines that are shown of a message before the rest is a number. */
const LINES_SHOWN = 3

function Told({ row: { test, items, total } }: { row: NotificationDeliveryRowFragment }) {
  const { t } = useTranslation()
  if (test) return <>{t('notifications.isTest')}</>
  const shown = items.slice(0, LINES_SHOWN)
  return (
    <>
      {shown.map(({ text, page }, index) => {
        const [to = '/', search = ''] = page.split('?')
        return (
          <div key={index}>
            <GoTo place={{ to, search: parseSearch(search) }}>{text}</GoTo>
          </div>
        )
      })}
      {total > shown.length && <div className="quiet">{t('notifications.more', { count: total - shown.length })}</div>}
    </>
  )
}

function LastAnswer({ row: { answers } }: { row: NotificationDeliveryRowFragment }) {
  const { t } = useTranslation()
  const label = useLabel()
  const last = answers.at(-1)
  if (last === undefined) return <span className="quiet">–</span>
  return (
    <>
      <div>
        {label('notificationAnswer', last.code)}{' '}
        {label('notificationAnswer', last.code) !== last.code && <span className="quiet mono">{last.code}</span>}
      </div>
      {last.note !== null && <div className="quiet">{last.note}</div>}
      <div className="quiet">
        <Time at={last.at} show="moment" />
        {answers.length > 1 && ` · ${t('notifications.answers', { count: answers.length })}`}
      </div>
    </>
  )
}
