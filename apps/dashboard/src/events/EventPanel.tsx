import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { EventOnRecordDocument, type EventOnRecordQuery } from '../api/generated/graphql.ts'
import { useShortcuts } from '../shell/shortcuts.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingRows } from '../ui/Waiting.tsx'
import { EventChanges } from './EventChanges.tsx'
import { EventProof } from './EventProof.tsx'

type EventShown = Extract<NonNullable<EventOnRecordQuery['node']>, { changes: unknown }>

/** One entry of the record: who, for whom, from where; before and after; and the proof that it stands there. */
export function EventPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const panel = useRef<HTMLDivElement>(null)
  const { data, error, loading, refetch } = useQuery(EventOnRecordDocument, { variables: { id } })
  const close = () => change({ event: undefined }, 'push')
  useEffect(() => panel.current?.focus(), [])
  useShortcuts({ escape: close })
  const event = data?.node != null && 'changes' in data.node ? data.node : null
  return (
    <div ref={panel} tabIndex={-1}>
      <Panel
        title={event?.text ?? t('events.open')}
        extra={<Button type="text" icon={<CloseOutlined />} aria-label={t('events.close')} onClick={close} />}
      >
        <FaultPanel error={error} what={t('events.open')} retry={() => void refetch()} />
        {event === null && loading && <WaitingRows />}
        {event === null && !loading && error === undefined && <p>{t('events.gone')}</p>}
        {event !== null && (
          <div className="stack">
            <EventFacts event={event} />
            <EventChanges changes={event.changes} />
            <details>
              <summary>{t('events.data')}</summary>
              <pre className="event-data" tabIndex={0}>
                {JSON.stringify(event.data, null, 2)}
              </pre>
            </details>
            <EventProof id={event.id} />
          </div>
        )}
      </Panel>
    </div>
  )
}

function EventFacts({ event }: { event: EventShown }) {
  const { t } = useTranslation()
  const { actor, behalfOf, address, terminal, requestId } = event
  const facts: (readonly [string, ReactNode])[] = [
    [t('column.at'), <Time key="at" at={event.at} show="moment" terminalZone={terminal?.store.timeZone} />],
    [
      t('events.actor'),
      actor === null ? (
        t(`actor.${event.actorKind}`)
      ) : (
        <Only key="actor" patch={{ actor: actor.id }}>
          {actor.name}
        </Only>
      ),
    ],
  ]
  if (behalfOf !== null)
    facts.push([
      t('events.behalfOf'),
      <Only key="behalf" patch={{ behalf: behalfOf.id }}>
        {behalfOf.name}
      </Only>,
    ])
  if (address !== null)
    facts.push([
      t('events.address'),
      <Only key="address" patch={{ address }}>
        <span className="mono">{address}</span>
      </Only>,
    ])
  facts.push([
    t('events.subject'),
    <Only key="subject" patch={{ subject: event.subject }}>
      <CopyText text={event.subject} />
    </Only>,
  ])
  facts.push([t('column.type'), <code key="type">{event.type}</code>])
  if (event.position !== null)
    facts.push([
      t('events.position'),
      <span key="position" className="number">
        {event.position}
      </span>,
    ])
  if (requestId !== null) facts.push([t('events.request'), <CopyText key="request" text={requestId} />])
  return <FactList facts={facts} />
}

/** A fact, and the list narrowed to it. */
function Only({ patch, children }: { patch: Readonly<Record<string, string>>; children: ReactNode }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  return (
    <>
      {children}{' '}
      <Button size="small" type="link" onClick={() => change(patch)}>
        {t('events.onlyThis')}
      </Button>
    </>
  )
}
