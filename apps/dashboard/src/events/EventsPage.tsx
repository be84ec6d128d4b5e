import { placeName } from '../fleet/place-name.ts'
import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EventsDocument, type EventsQuery } from '../api/generated/graphql.ts'
import { useList } from '../api/list.ts'
import { useListPolling } from '../api/polling.ts'
import { PAGE_SIZE } from '../limits.ts'
import { paths } from '../paths.ts'
import { placeOfId } from '../shell/place-of-id.ts'
import { Blank } from '../ui/Blank.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { ListFrame } from '../ui/ListFrame.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { useUrl } from '../ui/url.ts'
import { EventFilters } from './EventFilters.tsx'
import { EventPanel } from './EventPanel.tsx'
import { ExportButtons } from './ExportButtons.tsx'
import { SealLine } from './SealLine.tsx'
import { readEventFilter } from './event-filter.ts'

type EventOfList = EventsQuery['events']['nodes'][number]

/** The append-only record: who did what to what, and when. */
export function EventsPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const filter = readEventFilter(search)
  const polling = useListPolling()
  const asked = useQuery(EventsDocument, {
    variables: { first: PAGE_SIZE, filter },
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.events)
  polling.tell(list.rows.length)
  return (
    <div className="page">
      <PageHead
        tab={t('rail.events')}
        title={t('rail.events')}
        below={<SealLine />}
        actions={<ExportButtons filter={filter} />}
      />
      <EventFilters names={namesIn(list.rows)} />
      {search['event'] !== undefined && <EventPanel key={search['event']} id={search['event']} />}
      <ListFrame
        list={list}
        what={t('rail.events')}
        counted
        blank={<Blank title={t('events.none')}>{t('events.noneHow')}</Blank>}
      >
        {(rows) => <EventTable rows={rows} />}
      </ListFrame>
    </div>
  )
}

function namesIn(rows: readonly EventOfList[]): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap(({ actor, behalfOf }) => [actor, behalfOf].flatMap((one) => (one ? [[one.id, one.name]] : []))),
  )
}

function EventTable({ rows }: { rows: readonly EventOfList[] }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const columns: readonly RowColumn<EventOfList>[] = [
    {
      key: 'at',
      title: t('column.at'),
      width: '200px',
      render: (row) => <Time at={row.at} show="moment" terminalZone={row.terminal?.store.timeZone} />,
    },
    { key: 'text', title: t('column.what'), render: (row) => <EventText event={row} /> },
    {
      key: 'terminal',
      title: t('column.tid'),
      width: '220px',
      render: (row) =>
        row.terminal === null ? null : (
          <GoTo place={paths.terminal(row.terminal.id)}>
            <span className="mono">{row.terminal.tid}</span> {placeName(row.terminal)}
          </GoTo>
        ),
    },
    {
      key: 'by',
      title: t('column.by'),
      render: (row) => (
        <>
          <span className="nowrap">{row.actor?.name ?? t(`actor.${row.actorKind}`)}</span>
          {row.behalfOf !== null && <span className="quiet"> {t('events.for', { name: row.behalfOf.name })}</span>}
        </>
      ),
    },
    {
      key: 'more',
      title: <span className="visually-hidden">{t('events.open')}</span>,
      width: '96px',
      render: (row) => (
        <Button
          size="small"
          aria-label={t('events.openOf', { text: row.text })}
          onClick={() => change({ event: row.id }, 'push')}
        >
          {t('events.open')}
        </Button>
      ),
    },
  ]
  return <RowTable label={t('rail.events')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}

function EventText({ event }: { event: EventOfList }) {
  const place = placeOfId(event.subject)
  return place === null ? (
    event.text
  ) : (
    <GoTo place={place} className="link-plain">
      {event.text}
    </GoTo>
  )
}
