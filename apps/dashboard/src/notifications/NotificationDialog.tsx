import { Alert, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type NotificationDestinationFullFragment,
  NotificationDestinationRemoveDocument,
  NotificationRuleRemoveDocument,
  type NotificationRuleRowFragment,
} from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { Reasoned } from '../corrections/Reasoned.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { DestinationForm } from './DestinationForm.tsx'
import { RuleForm } from './RuleForm.tsx'

type Destination = NotificationDestinationFullFragment

/** What is being done on the page of notifications. */
export type NotificationAct =
  | { readonly do: 'destination'; readonly destination: Destination | null }
  | { readonly do: 'remove'; readonly destination: Destination }
  | { readonly do: 'rule'; readonly destination: Destination; readonly rule: NotificationRuleRowFragment | null }
  | { readonly do: 'removeRule'; readonly destination: Destination; readonly rule: NotificationRuleRowFragment }

interface Props {
  readonly act: NotificationAct
  readonly own: { readonly id: string; readonly name: string }
  readonly destinations: readonly Destination[]
  onClose(): void
}

const TITLES = {
  destination: 'notifications.destination',
  remove: 'notifications.removeDestination',
  rule: 'notifications.rule',
  removeRule: 'notifications.removeRule',
} as const

/** The form of one act; a secret that was made takes its place, and leaves only by a deliberate step. */
export function NotificationDialog({ act, own, destinations, onClose }: Props) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState<string | null>(null)
  const title = t(TITLES[act.do])
  return (
    <Modal
      open
      footer={null}
      width={640}
      title={act.destination === null ? title : `${title} · ${act.destination.name}`}
      onCancel={onClose}
      closable={secret === null}
      keyboard={secret === null}
      mask={{ closable: false }}
    >
      {secret === null ? (
        <ActForm act={act} own={own} destinations={destinations} onSecret={setSecret} onClose={onClose} />
      ) : (
        <div className="stack">
          <Alert type="warning" showIcon title={t('notifications.once')} description={t('notifications.onceHow')} />
          <CopyText text={secret} />
          <Button className="start" type="primary" onClick={onClose}>
            {t('apiKeys.stored')}
          </Button>
        </div>
      )}
    </Modal>
  )
}

function ActForm({ act, own, destinations, onSecret, onClose }: Props & { onSecret(secret: string): void }) {
  switch (act.do) {
    case 'destination':
      return <DestinationForm destination={act.destination} own={own} onSecret={onSecret} onClose={onClose} />
    case 'rule':
      return <RuleForm destination={act.destination} rule={act.rule} destinations={destinations} onClose={onClose} />
    case 'remove':
      return <RemoveForm destination={act.destination} onClose={onClose} />
    case 'removeRule':
      return <RemoveRule rule={act.rule} onClose={onClose} />
  }
}

function RemoveForm({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useWish(NotificationDestinationRemoveDocument, (data) => data.notificationDestinationRemove, [
    'NotificationDestinations',
  ])
  const send = async (reason: string) => {
    const wish = { destinationId: destination.id, expectedVersion: destination.version, reason }
    if ((await remove.send(wish)) !== null) onClose()
  }
  return (
    <Reasoned
      does={t('notifications.remove')}
      wish={remove}
      danger
      onDo={(reason) => void send(reason)}
      onBack={onClose}
    >
      <p>{t('notifications.removeWhat')}</p>
    </Reasoned>
  )
}

function RemoveRule({ rule, onClose }: { rule: NotificationRuleRowFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useWish(NotificationRuleRemoveDocument, (data) => data.notificationRuleRemove, [
    'NotificationDestinations',
  ])
  const send = async () => {
    if ((await remove.send({ ruleId: rule.id, expectedVersion: rule.version })) !== null) onClose()
  }
  return (
    <div className="stack">
      <p>{rule.topics.map((topic) => t(`notificationTopic.${topic}`)).join(t('notifications.between'))}</p>
      <Unfulfilled wish={remove} what={t('notifications.remove')} />
      <div className="line">
        <Button danger type="primary" loading={remove.busy} onClick={() => void send()}>
          {t('notifications.remove')}
        </Button>
        <Button onClick={onClose}>{t('approvals.back')}</Button>
      </div>
    </div>
  )
}
