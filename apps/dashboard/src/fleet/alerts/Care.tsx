import { useMutation } from '@apollo/client/react'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertCareDocument, type AlertState, type CareAction } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { HandOver } from './HandOver.tsx'

const AGAIN = ['Alerts', 'OpenIncidents', 'FleetFigures']

interface Cared {
  readonly id: string
  readonly state: AlertState
  readonly standing: boolean
  readonly claimedBy: { readonly id: string } | null
}

/** What a person does with an alert or an incident: take it, give it away, say something, close it. */
export function Care({ of: { id, state, standing, claimedBy } }: { of: Cared }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const keys = useWishKeys()
  const [asking, setAsking] = useState<CareAction | null>(null)
  const [note, setNote] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(AlertCareDocument, {
    onError: () => undefined,
    refetchQueries: AGAIN,
  })
  const care = async (action: CareAction) => {
    const wish = { id, action, note: action === 'COMMENT' || action === 'CLEAR' ? note : null }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined || data === null) return
    keys.answered(wish)
    setRefusals(data.alertCare.userErrors)
    if (data.alertCare.userErrors.length > 0) return
    setAsking(null)
    setNote('')
  }
  if (viewer?.permissions.includes('alert:handle') !== true) return null
  const isMine = claimedBy?.id === viewer.person.id
  return (
    <>
      <span className="care">
        {state === 'RAISED' && (
          <Button size="small" loading={loading} onClick={() => void care('ACKNOWLEDGE')}>
            {t('alerts.acknowledge')}
          </Button>
        )}
        {state !== 'CLEARED' && !isMine && (
          <Button size="small" loading={loading} onClick={() => void care('CLAIM')}>
            {t('alerts.claim')}
          </Button>
        )}
        <Button size="small" onClick={() => setAsking('COMMENT')}>
          {t('alerts.comment')}
        </Button>
        {state !== 'CLEARED' && <HandOver id={id} refetch={AGAIN} />}
        {state !== 'CLEARED' && !standing && (
          <Button size="small" onClick={() => setAsking('CLEAR')}>
            {t('alerts.clear')}
          </Button>
        )}
      </span>
      {asking === null && <Refusals refusals={refusals} />}
      {asking === null && error !== undefined && <FaultPanel error={error} what={t('alerts.act')} />}
      <Modal
        open={asking !== null}
        title={asking === 'CLEAR' ? t('alerts.clear') : t('alerts.comment')}
        okText={t('alerts.send')}
        confirmLoading={loading}
        okButtonProps={{ disabled: note.trim() === '' }}
        onOk={() => asking !== null && void care(asking)}
        onCancel={() => setAsking(null)}
        destroyOnHidden
      >
        <label htmlFor={`note-${id}`}>{t('alerts.note')}</label>
        <Input.TextArea id={`note-${id}`} value={note} rows={3} onChange={({ target }) => setNote(target.value)} />
        <p className="quiet">{t('alerts.noteHow')}</p>
        <Unfulfilled wish={{ refusals, error }} what={t('alerts.act')} />
      </Modal>
    </>
  )
}
