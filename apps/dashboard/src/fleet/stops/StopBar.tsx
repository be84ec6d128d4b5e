import { useQuery } from '@apollo/client/react'
import { Alert, App, Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  DispatchResumeSwitchDocument,
  type DispatchStopBarFragment,
  DispatchStopsDocument,
} from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useViewer } from '../../session/viewer.ts'
import { announce } from '../../ui/announce.tsx'
import { Time } from '../../ui/Time.tsx'

/** Stands on every page of whoever is under a stop, or has one below: who, since when, why, and the way out. */
export function StopBar() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const { data } = useQuery(DispatchStopsDocument, { ...FIGURES_POLLING, skip: viewer?.security.mustEnrol ?? true })
  const [lifting, setLifting] = useState<DispatchStopBarFragment | null>(null)
  const stops = data?.dispatchStops ?? []
  const spoken = stops.length === 0 ? '' : t('stops.standing', { count: stops.length })
  useEffect(() => {
    if (spoken !== '') announce(spoken)
  }, [spoken])
  return (
    <>
      {stops.map((stop) => (
        <Alert
          key={stop.id}
          banner
          type={stop.coversAll ? 'error' : 'warning'}
          title={
            <>
              <strong>{t(stop.coversAll ? 'stops.all' : 'stops.part', { place: stop.organisationName })}</strong>{' '}
              {t('stops.who', { by: stop.by })} · <Time at={stop.since} show="clock" /> · {stop.reason}
            </>
          }
          action={
            <Button
              size="small"
              disabled={stop.liftRefusals.length > 0}
              title={stop.liftRefusals[0]?.message}
              onClick={() => setLifting(stop)}
            >
              {t('stops.lift')}
            </Button>
          }
        />
      ))}
      <Modal
        open={lifting !== null}
        footer={null}
        title={t('stops.liftTitle', { place: lifting?.organisationName ?? '' })}
        onCancel={() => setLifting(null)}
        destroyOnHidden
      >
        {lifting !== null && <LiftForm stop={lifting} onClose={() => setLifting(null)} />}
      </Modal>
    </>
  )
}

function LiftForm({ stop, onClose }: { stop: DispatchStopBarFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const asking = useWish(DispatchResumeSwitchDocument, (data) => data.dispatchResume, ['DispatchStops'])
  const lift = async (reason: string) => {
    if ((await asking.send({ stopId: stop.id, expectedVersion: stop.version, reason })) === null) return
    void message.success(t('stops.lifted'))
    onClose()
  }
  return (
    <Reasoned does={t('stops.lift')} wish={asking} onDo={(reason) => void lift(reason)} onBack={onClose}>
      <p>{t('stops.liftWhat')}</p>
    </Reasoned>
  )
}
