import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type WatchRowFragment, WatchWindowsDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { durationMs, formatDuration } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { WATCH_LOOKS } from './looks.ts'
import { WallBoard } from './WallBoard.tsx'
import { PlanForm } from './PlanForm.tsx'
import { WatchBoard } from './WatchBoard.tsx'

/** Holidays and promotions; to a board on a wall, its own window alone. */
export function WatchPage() {
  return useViewer()?.boardPage === 'watch' ? <WallBoard /> : <WatchWindows />
}

/** What is watched closer, when, and what came of it. */
function WatchWindows() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const { search } = useUrl()
  const [planning, setPlanning] = useState(false)
  const { data, error, loading, refetch } = useQuery(WatchWindowsDocument, {
    fetchPolicy: 'cache-and-network',
    ...FIGURES_POLLING,
  })
  const columns = useColumns()
  const rows = data?.watchWindows ?? []
  const shown = rows.find(({ id }) => id === search['window'])
  if (shown !== undefined) return <WatchBoard window={shown} />
  const may = viewer?.permissions.includes('watch:plan') === true
  return (
    <div className="page">
      <PageHead
        tab={t('rail.watch')}
        title={t('rail.watch')}
        below={<span className="quiet">{t('watch.what')}</span>}
        actions={
          <Button disabled={!may} title={may ? undefined : t('watch.notYours')} onClick={() => setPlanning(!planning)}>
            {t('watch.plan')} …
          </Button>
        }
      />
      {planning && viewer !== null && (
        <PlanForm own={viewer.person.organisation} zone={viewer.timeZone} onClose={() => setPlanning(false)} />
      )}
      <FaultPanel error={error} what={t('rail.watch')} retry={() => void refetch()} />
      {data === undefined && loading && <WaitingRows rows={3} />}
      {data !== undefined && rows.length === 0 && <Blank title={t('watch.none')}>{t('watch.noneHow')}</Blank>}
      {rows.length > 0 && <RowTable label={t('rail.watch')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
    </div>
  )
}

function useColumns(): RowColumn<WatchRowFragment>[] {
  const { t, i18n } = useTranslation()
  return [
    {
      key: 'state',
      title: t('column.state'),
      width: '130px',
      render: ({ state }) => <Mark look={WATCH_LOOKS[state]}>{t(`watchState.${state}`)}</Mark>,
    },
    {
      key: 'name',
      title: t('watch.name'),
      render: ({ id, name }) => <GoTo place={paths.watch({ window: id })}>{name}</GoTo>,
    },
    { key: 'where', title: t('mutes.where'), render: ({ organisationName }) => organisationName },
    { key: 'from', title: t('watch.begins'), render: ({ startsAt }) => <Time at={startsAt} show="moment" /> },
    {
      key: 'to',
      title: t('watch.ends'),
      render: ({ endsAt, endedAt }) => <Time at={endedAt ?? endsAt} show="moment" />,
    },
    {
      key: 'how',
      title: t('watch.how'),
      render: ({ patience, heartbeat, allowsRollouts }) =>
        [
          t('watch.patienceIs', { patience }),
          ...(heartbeat === null
            ? []
            : [t('watch.heartbeatIs', { every: formatDuration(durationMs(heartbeat) ?? 0, i18n.language) })]),
          t(allowsRollouts ? 'watch.rolloutsGoOn' : 'watch.rolloutsHold'),
        ].join(' · '),
    },
    { key: 'by', title: t('column.by'), render: ({ plannedBy }) => plannedBy?.name ?? '–' },
  ]
}
