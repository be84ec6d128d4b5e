import { useTranslation } from 'react-i18next'
import type { RolloutRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { GroupBar, sumOf } from './GroupBar.tsx'
import { RolloutMark } from './marks.tsx'

/** Rollouts with how far they are and why they are there. */
export function RolloutTable({ rows }: { rows: readonly RolloutRowFragment[] }) {
  const { t, i18n } = useTranslation()
  const columns: readonly RowColumn<RolloutRowFragment>[] = [
    { key: 'state', title: t('column.state'), width: '150px', render: (row) => <RolloutMark state={row.state} /> },
    {
      key: 'what',
      title: t('column.what'),
      render: ({ id, action, cohort }) => (
        <GoTo place={paths.rollout(id)}>
          {t(`act.${action.type}`, { count: cohort, number: formatNumber(cohort, i18n.language) })}
        </GoTo>
      ),
    },
    {
      key: 'progress',
      title: t('command.progress'),
      width: '220px',
      render: (row) => <Progress row={row} />,
    },
    { key: 'why', title: t('column.why'), render: (row) => row.why },
    {
      key: 'by',
      title: t('column.by'),
      render: ({ action }) => (
        <>
          {action.requestedBy?.name ?? '–'} <span className="quiet">· {action.reason}</span>
        </>
      ),
    },
    {
      key: 'at',
      title: t('column.requested'),
      end: true,
      width: '110px',
      render: (row) => <Time at={row.requestedAt} />,
    },
  ]
  return <RowTable label={t('rail.rollouts')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}

/** How far it is: a bar, and how many have a result, of which how many are bad. */
function Progress({ row: { groups, cohort } }: { row: RolloutRowFragment }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const known = groups.reduce((sum, group) => sum + group.known, 0)
  const bad = groups.reduce((sum, group) => sum + group.bad, 0)
  return (
    <div className="stack stack-tight">
      <GroupBar figures={sumOf(groups)} />
      <span className="number quiet hint">
        {t('rollout.far', { known: number(known), all: number(cohort) })}
        {bad > 0 && <span className="tone-bad"> · {t('rollout.farBad', { count: bad, number: number(bad) })}</span>}
      </span>
    </div>
  )
}
