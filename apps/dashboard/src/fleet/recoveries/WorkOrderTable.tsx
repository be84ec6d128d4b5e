import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WorkOrderRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { useLabel } from '../../ui/label.ts'
import { WORK_ORDER_LOOKS } from './looks.ts'
import { TerminalLink } from '../TerminalLink.tsx'

/** What left it: a recovery, or a visit at its terminal. */
function originOf({ recovery, visit, terminal }: Pick<WorkOrderRowFragment, 'recovery' | 'visit' | 'terminal'>) {
  if (recovery !== null) return paths.recovery(recovery.id)
  return visit === null || terminal === null ? null : paths.terminal(terminal.id, { tab: 'visits' })
}

/** What has to be done on the spot, the first due first. */
export function WorkOrderTable({ rows }: { rows: readonly WorkOrderRowFragment[] }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const label = useLabel()
  const columns: readonly RowColumn<WorkOrderRowFragment>[] = [
    {
      key: 'state',
      title: t('column.state'),
      width: '130px',
      render: ({ state }) => <Mark look={WORK_ORDER_LOOKS[state]}>{t(`workOrderState.${state}`)}</Mark>,
    },
    {
      key: 'terminal',
      title: t('recovery.terminal'),
      render: ({ terminal }) => <TerminalLink terminal={terminal} />,
    },
    {
      key: 'reason',
      title: t('workOrder.why'),
      render: ({ reason, note, ...order }) => {
        const from = originOf(order)
        const word = label('recoveryReason', reason)
        return (
          <>
            {from === null ? word : <GoTo place={from}>{word}</GoTo>} <span className="quiet">· {note}</span>
          </>
        )
      },
    },
    { key: 'technician', title: t('workOrder.technician'), render: ({ technician }) => technician },
    { key: 'who', title: t('alerts.who'), render: ({ claimedBy }) => claimedBy?.name ?? '–' },
    {
      key: 'due',
      title: t('workOrder.due'),
      end: true,
      width: '150px',
      render: ({ dueAt, overdue }) => (
        <Mark look={overdue ? { tone: 'bad', icon: 'clock' } : { tone: 'quiet', icon: 'clock' }} strong={overdue}>
          <Time at={dueAt} show="clock" /> {overdue && t('alerts.overdue')}
        </Mark>
      ),
    },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('workOrder.change')}</span>,
      width: '110px',
      render: ({ id }) => (
        <Button size="small" onClick={() => change({ order: id }, 'push')}>
          {t('workOrder.change')} …
        </Button>
      ),
    },
  ]
  return <RowTable label={t('recoveryTab.orders')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
