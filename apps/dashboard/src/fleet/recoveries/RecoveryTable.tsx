import { useTranslation } from 'react-i18next'
import type { RecoveryRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { placeName } from '../place-name.ts'
import { RecoveryMark } from './RecoveryMark.tsx'

interface TableProps {
  readonly rows: readonly RecoveryRowFragment[]
  readonly areOver: boolean
}

/** Recoveries, each with its terminal, its playbook, and where it is or how it ended; who answers for it while it runs. */
export function RecoveryTable({ rows, areOver }: TableProps) {
  const { t } = useTranslation()
  const label = useLabel()
  const careColumns: readonly RowColumn<RecoveryRowFragment>[] = [
    {
      key: 'who',
      title: t('alerts.who'),
      render: ({ claimedBy }) => <span className="nowrap">{claimedBy?.name ?? '–'}</span>,
    },
    {
      key: 'due',
      title: t('workOrder.due'),
      end: true,
      width: '120px',
      render: ({ answerBy, overdue }) => (
        <Mark look={overdue ? { tone: 'bad', icon: 'clock' } : { tone: 'quiet', icon: 'clock' }} strong={overdue}>
          <Time at={answerBy} show="clock" /> {overdue && t('alerts.overdue')}
        </Mark>
      ),
    },
  ]
  const columns: readonly RowColumn<RecoveryRowFragment>[] = [
    { key: 'state', title: t('column.state'), width: '180px', render: (row) => <RecoveryMark recovery={row} /> },
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
      title: t(areOver ? 'recovery.whyEnded' : 'recovery.step'),
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
    ...(areOver ? [] : careColumns),
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
