import { useQuery } from '@apollo/client/react'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { type AlertRowFragment, AlertsDocument, OpenIncidentsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FIGURES_POLLING, useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { SEVERITY_LOOKS } from '../looks.ts'
import { placeName } from '../place-name.ts'
import { Care } from './Care.tsx'
import { IncidentPanel } from './IncidentPanel.tsx'
import { useSubject } from './subject.ts'

/** What asks for somebody: outages first, then single terminals, by the clock that runs. */
export function AlertInbox() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const quiet = search['quiet'] === '1'
  const incidents = useQuery(OpenIncidentsDocument, { fetchPolicy: 'cache-and-network', ...FIGURES_POLLING })
  const polling = useListPolling(PAGE_SIZE)
  const asked = useQuery(AlertsDocument, {
    variables: { first: PAGE_SIZE, filter: { open: true, quiet } },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.alerts)
  polling.tell(list.rows.length)
  const open = incidents.data?.incidents.nodes ?? []
  const columns = useColumns()
  return (
    <div className="stack">
      <p className="quiet">{t('alerts.what')}</p>
      <div className="stack">
        {open.map((incident) => (
          <IncidentPanel key={incident.id} incident={incident} />
        ))}
      </div>
      <Checkbox checked={quiet} onChange={({ target }) => change({ quiet: target.checked ? '1' : undefined })}>
        {t('alerts.quiet')}
      </Checkbox>
      <ListFrame
        list={{ ...list, fault: list.fault ?? incidents.error }}
        what={t('rail.alerts')}
        waiting={4}
        blank={open.length === 0 && <Blank title={t('alerts.none')}>{t('alerts.noneHow')}</Blank>}
      >
        {(rows) => <RowTable label={t('alerts.single')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </ListFrame>
    </div>
  )
}

function useColumns(): RowColumn<AlertRowFragment>[] {
  const { t } = useTranslation()
  const subject = useSubject()
  return [
    {
      key: 'severity',
      title: t('alerts.severity'),
      render: ({ severity }) => (
        <Mark look={SEVERITY_LOOKS[severity]} strong={severity === 'CRITICAL'}>
          {t(`severity.${severity}`)}
        </Mark>
      ),
    },
    {
      key: 'subject',
      title: t('alerts.subject'),
      render: (row) => (
        <>
          <span title={row.subject}>{subject(row.subject)}</span>{' '}
          <span className="quiet">
            {[
              row.raises > 1 ? t('alerts.again', { count: row.raises }) : null,
              row.standing ? null : t('alerts.over'),
              row.mutedUntil === null ? null : t('alerts.muted'),
              row.incident === null ? null : t('alerts.folded'),
            ]
              .filter((word) => word !== null)
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      key: 'terminal',
      title: t('alerts.terminal'),
      render: ({ terminal }) => (
        <>
          <GoTo place={paths.terminal(terminal.id)}>{terminal.tid}</GoTo>{' '}
          <span className="quiet">{placeName(terminal)}</span>
        </>
      ),
    },
    { key: 'since', title: t('alerts.since'), render: ({ lastRaisedAt }) => <Time at={lastRaisedAt} /> },
    {
      key: 'due',
      title: t('alerts.due'),
      render: ({ dueAt, overdue, state }) =>
        state === 'RAISED' ? (
          <Mark look={overdue ? { tone: 'bad', icon: 'clock' } : { tone: 'quiet', icon: 'clock' }} strong={overdue}>
            <Time at={dueAt} show="clock" /> {overdue && t('alerts.overdue')}
          </Mark>
        ) : null,
    },
    {
      key: 'state',
      title: t('alerts.state'),
      render: ({ state, claimedBy }) => (
        <>
          {t(`alertState.${state}`)}
          {claimedBy !== null && <div className="quiet">{t('alerts.by', { name: claimedBy.name })}</div>}
        </>
      ),
    },
    { key: 'act', title: t('alerts.act'), render: (row) => <Care of={row} /> },
  ]
}
