import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NotificationDestinationsDocument } from '../api/generated/graphql.ts'
import { FIGURES_EVERY_MS, MOVING_EVERY_MS } from '../limits.ts'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { DestinationPanel } from './DestinationPanel.tsx'
import { type NotificationAct, NotificationDialog } from './NotificationDialog.tsx'

/** Who is told of what, by which way, and how it went. */
export function NotificationsPage() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const may = viewer?.permissions.includes('notification:write') === true
  const [act, setAct] = useState<NotificationAct | null>(null)
  const [isMoving, setMoving] = useState(false)
  const { data, error, loading, refetch } = useQuery(NotificationDestinationsDocument, {
    fetchPolicy: 'cache-and-network',
    pollInterval: isMoving ? MOVING_EVERY_MS : FIGURES_EVERY_MS,
    skipPollAttempt: () => document.hidden,
  })
  const destinations = data?.notificationDestinations ?? []
  // what is on its way, as a test is, is looked at more often
  const moves = destinations.some(({ deliveries }) => deliveries.some(({ state }) => state === 'QUEUED'))
  if (moves !== isMoving) setMoving(moves)
  return (
    <>
      <PageHead
        tab={t('settings.notifications')}
        title={t('settings.notifications')}
        below={<span className="quiet">{t('notifications.what')}</span>}
        actions={
          <Button
            type="primary"
            disabled={!may}
            title={may ? undefined : t('notifications.notYours')}
            onClick={() => setAct({ do: 'destination', destination: null })}
          >
            {t('notifications.newDestination')} …
          </Button>
        }
      />
      <FaultPanel error={error} what={t('settings.notifications')} retry={() => void refetch()} />
      {data === undefined && loading && <WaitingRows rows={4} />}
      {data !== undefined && destinations.length === 0 && (
        <Blank title={t('notifications.none')}>{t('notifications.noneHow')}</Blank>
      )}
      {destinations.map((destination) => (
        <DestinationPanel key={destination.id} destination={destination} may={may} onAct={setAct} />
      ))}
      {act !== null && viewer !== null && (
        <NotificationDialog
          act={act}
          own={viewer.person.organisation}
          destinations={destinations}
          onClose={() => setAct(null)}
        />
      )}
    </>
  )
}
