import { placeName } from '../place-name.ts'
import { useTranslation } from 'react-i18next'
import type { CommandRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { CommandMark } from '../marks.tsx'
import { CancelCommand } from './CancelCommand.tsx'

interface CommandTableProps {
  readonly label: string
  readonly rows: readonly CommandRowFragment[]
  /** All of one terminal: it need not be named in each row. */
  readonly ofTerminal?: boolean
}

/** Commands with state, why, who and when. */
export function CommandTable({ label, rows, ofTerminal = false }: CommandTableProps) {
  const { t } = useTranslation()
  const terminal: RowColumn<CommandRowFragment> = {
    key: 'terminal',
    title: t('column.tid'),
    render: (row) => (
      <GoTo place={paths.terminal(row.terminal.id)}>
        <span className="mono">{row.terminal.tid}</span> {placeName(row.terminal)}
      </GoTo>
    ),
  }
  const columns: readonly RowColumn<CommandRowFragment>[] = [
    { key: 'state', title: t('column.state'), width: '130px', render: (row) => <CommandMark state={row.state} /> },
    {
      key: 'type',
      title: t('column.type'),
      width: '130px',
      render: (row) => <GoTo place={paths.command(row.id)}>{t(`commandType.${row.type}`)}</GoTo>,
    },
    ...(ofTerminal ? [] : [terminal]),
    { key: 'why', title: t('column.why'), render: (row) => row.why.text },
    {
      key: 'by',
      title: t('column.by'),
      render: (row) => (
        <>
          {row.requestedBy?.name ?? t('actor.PLATFORM')}
          {row.reason !== '' && <span className="quiet"> · {row.reason}</span>}
        </>
      ),
    },
    {
      key: 'at',
      title: t('column.requested'),
      end: true,
      width: '110px',
      render: (row) => <Time at={row.requestedAt} terminalZone={row.terminal.store.timeZone} />,
    },
    {
      key: 'cancel',
      title: <span className="visually-hidden">{t('cancel.open')}</span>,
      width: '80px',
      render: (row) => <CancelCommand command={row} small />,
    },
  ]
  return <RowTable label={label} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
