import { useTranslation } from 'react-i18next'
import type { RecoveryRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { placeName } from '../place-name.ts'
import { RecoveryMark } from './RecoveryMark.tsx'

/** Recoveries, each with its terminal, its playbook, and where it is or how it ended. */
export function RecoveryTable({ rows }: { rows: readonly RecoveryRowFragment[] }) {
  const { t } = useTranslation()
  const label = useLabel()
  const columns: readonly RowColumn<RecoveryRowFragment>[] = [
    { key: 'state', title: t('column.state'), width: '200px', render: (row) => <RecoveryMark end={row.end} /> },
    {
      key: 'terminal',
      title: t('recovery.terminal'),
      render: ({ id, terminal }) => (
        <>
          <GoTo place={paths.recovery(id)}>
            <span className="mono">{terminal?.tid ?? t('recovery.movedAway')}</span>
          </GoTo>{' '}
          {terminal !== null && placeName(terminal)}
        </>
      ),
    },
    { key: 'playbook', title: t('recovery.playbook'), render: (row) => t(`playbook.${row.playbook}`) },
    {
      key: 'step',
      title: t('recovery.stepOrReason'),
      render: ({ step, endReason }) =>
        step !== null ? label('recoveryStep', step) : endReason !== null ? t(`recoveryReason.${endReason}`) : null,
    },
    {
      key: 'by',
      title: t('column.by'),
      render: (row) => (
        <>
          {row.startedBy?.name ?? t('recovery.byItself')}{' '}
          <span className="quiet">· {row.automatic ? row.causeText : row.reason}</span>
        </>
      ),
    },
    {
      key: 'at',
      title: t('recovery.started'),
      end: true,
      width: '110px',
      render: (row) => <Time at={row.startedAt} />,
    },
  ]
  return <RowTable label={t('rail.recoveries')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
