import { useQuery } from '@apollo/client/react'
import { Button, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertCareDocument, CareHandsDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useViewer } from '../../session/viewer.ts'

/** Gives an alert, an incident or a piece of work to somebody else, with a word. */
export function HandOver({ id, refetch }: { id: string; refetch: string[] }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('alerts.handOver')}
      </Button>
      <Modal open={open} footer={null} title={t('alerts.handOver')} onCancel={() => setOpen(false)} destroyOnHidden>
        <HandOverForm id={id} refetch={refetch} onClose={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function HandOverForm({ id, refetch, onClose }: { id: string; refetch: string[]; onClose: () => void }) {
  const { t } = useTranslation()
  const field = useId()
  const viewer = useViewer()
  const [toPersonId, setTo] = useState<string | null>(null)
  const { data, error: unread } = useQuery(CareHandsDocument, { variables: { of: id }, fetchPolicy: 'network-only' })
  const asking = useWish(AlertCareDocument, (answer) => answer.alertCare, refetch)
  const hands = (data?.careHands ?? []).filter((person) => person.id !== viewer?.person.id)
  const give = async (note: string) => {
    if (toPersonId === null) return
    if ((await asking.send({ id, action: 'HAND_OVER', note, toPersonId })) !== null) onClose()
  }
  return (
    <Reasoned
      label={t('alerts.note')}
      does={t('alerts.handOver')}
      wish={{ ...asking, busy: asking.busy || toPersonId === null, error: asking.error ?? unread }}
      onDo={(note) => void give(note)}
      onBack={onClose}
    >
      <div className="field">
        <label htmlFor={field}>{t('alerts.to')}</label>
        <Select
          id={field}
          showSearch={{ optionFilterProp: 'label' }}
          value={toPersonId}
          options={hands.map((person) => ({
            value: person.id,
            label: `${person.name} · ${person.organisation.name}`,
          }))}
          onChange={setTo}
        />
        <span className="hint quiet">{t('alerts.toHow')}</span>
      </div>
    </Reasoned>
  )
}
