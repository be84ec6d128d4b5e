import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  type NotificationDestinationFullFragment,
  type NotificationRuleRowFragment,
  NotificationTestDocument,
} from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { FactList } from '../ui/FactList.tsx'
import { type Look, Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { DeliveryTable } from './DeliveryTable.tsx'
import type { NotificationAct } from './NotificationDialog.tsx'

interface Props {
  readonly destination: NotificationDestinationFullFragment
  readonly may: boolean
  onAct(act: NotificationAct): void
}

const OFF: Look = { tone: 'quiet', icon: 'pause' }
const FAILING: Look = { tone: 'bad', icon: 'warning' }
const UNTRIED: Look = { tone: 'quiet', icon: 'hollow' }
const WELL: Look = { tone: 'good', icon: 'check' }

/** One destination: how it does, what it is told of, and its last messages. */
export function DestinationPanel({ destination, may, onAct }: Props) {
  const { t } = useTranslation()
  const { name, kind, rules, deliveries } = destination
  const test = useWish(NotificationTestDocument, (data) => data.notificationTest, ['NotificationDestinations'])
  const why = may ? undefined : t('notifications.notYours')
  const acts = [
    ['edit', () => onAct({ do: 'destination', destination })],
    ['newRule', () => onAct({ do: 'rule', destination, rule: null })],
    ['remove', () => onAct({ do: 'remove', destination })],
  ] as const
  return (
    <Panel
      title={
        <span className="line">
          {name} <span className="quiet">{t(`notificationKind.${kind}`)}</span>
          <Standing destination={destination} />
        </span>
      }
      extra={
        <span className="line">
          <Button
            size="small"
            disabled={!may}
            title={why}
            loading={test.busy}
            onClick={() => void test.send({ destinationId: destination.id })}
          >
            {t('notifications.test')}
          </Button>
          {acts.map(([key, act]) => (
            <Button key={key} size="small" danger={key === 'remove'} disabled={!may} title={why} onClick={act}>
              {t(`notifications.${key}`)} …
            </Button>
          ))}
        </span>
      }
    >
      <div className="stack">
        <Unfulfilled wish={test} what={t('notifications.test')} />
        <Facts destination={destination} />
        <h3>{t('notifications.rules')}</h3>
        {rules.length === 0 ? (
          <p className="quiet">{t('notifications.noRule')}</p>
        ) : (
          <RuleTable
            rules={rules}
            may={may}
            onEdit={(rule) => onAct({ do: 'rule', destination, rule })}
            onEnd={(rule) => onAct({ do: 'removeRule', destination, rule })}
          />
        )}
        <h3>{t('notifications.last')}</h3>
        {deliveries.length === 0 ? (
          <p className="quiet">{t('notifications.nothingSent')}</p>
        ) : (
          <DeliveryTable rows={deliveries} may={may} />
        )}
      </div>
    </Panel>
  )
}

/** How it does, by what came of its last message: one that was never used is not said to work. */
function Standing({
  destination: { enabled, failures, deliveries },
}: {
  destination: NotificationDestinationFullFragment
}) {
  const { t } = useTranslation()
  const last = deliveries.find(({ state }) => state !== 'QUEUED')?.state
  if (!enabled) return <Mark look={OFF}>{t('notifications.off')}</Mark>
  if (failures === 0 && last === 'DELIVERED') return <Mark look={WELL}>{t('notifications.on')}</Mark>
  if (failures === 0 && last === undefined) return <Mark look={UNTRIED}>{t('notifications.untried')}</Mark>
  return (
    <Mark look={FAILING} strong>
      {t(failures > 0 ? 'notifications.failing' : 'notifications.lastFailed')}
    </Mark>
  )
}

function Facts({ destination }: { destination: NotificationDestinationFullFragment }) {
  const { t } = useTranslation()
  const { organisation, host, mail, language, failures, restsUntil, changedAt, changedBy } = destination
  return (
    <FactList
      facts={[
        [t('notifications.whose'), organisation?.name ?? '–'],
        [
          t('notifications.where'),
          <span key="where" className="mono">
            {mail === null ? host : `${mail.host}:${mail.port}`}
          </span>,
        ],
        ...(mail === null ? [] : ([[t('notifications.receivers'), mail.to.join(', ')]] as const)),
        [t('notifications.language'), t(`notificationLanguage.${language}`)],
        ...(failures === 0 || restsUntil === null
          ? []
          : ([
              [
                t('notifications.failedSoOften'),
                <>
                  {failures} · {t('notifications.again')} <Time at={restsUntil} show="moment" />
                </>,
              ],
            ] as const)),
        [
          t('notifications.changed'),
          <>
            <Time at={changedAt} show="moment" /> {changedBy?.name ?? ''}
          </>,
        ],
      ]}
    />
  )
}

interface RuleTableProps {
  readonly rules: readonly NotificationRuleRowFragment[]
  readonly may: boolean
  onEdit(rule: NotificationRuleRowFragment): void
  onEnd(rule: NotificationRuleRowFragment): void
}

function RuleTable({ rules, may, onEdit, onEnd }: RuleTableProps) {
  const { t } = useTranslation()
  const why = may ? undefined : t('notifications.notYours')
  const columns: readonly RowColumn<NotificationRuleRowFragment>[] = [
    {
      key: 'topics',
      title: t('notifications.topics'),
      render: ({ topics, enabled }) => (
        <span className={enabled ? undefined : 'quiet'}>
          {topics.map((topic) => t(`notificationTopic.${topic}`)).join(t('notifications.between'))}
          {enabled ? '' : ` (${t('notifications.off')})`}
        </span>
      ),
    },
    { key: 'severity', title: t('notifications.from'), render: ({ severity }) => t(`severity.${severity}`) },
    {
      key: 'hours',
      title: t('notifications.hours'),
      render: ({ hours, outside }) =>
        hours === null ? (
          t('notifications.always')
        ) : (
          <>
            <div>
              {hours.days.map((day) => t(`weekday.${day}`)).join(' ')} {hours.from}–{hours.to}
            </div>
            <div className="quiet">
              {outside === null ? t('notifications.outsideNowhere') : t('notifications.outsideTo', outside)}
            </div>
          </>
        ),
    },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('alerts.act')}</span>,
      render: (rule) => (
        <span className="line">
          <Button size="small" disabled={!may} title={why} onClick={() => onEdit(rule)}>
            {t('notifications.edit')} …
          </Button>
          <Button size="small" danger disabled={!may} title={why} onClick={() => onEnd(rule)}>
            {t('notifications.remove')} …
          </Button>
        </span>
      ),
    },
  ]
  return <RowTable label={t('notifications.rules')} columns={columns} rows={rules} keyOf={({ id }) => id} />
}
