import { useTranslation } from 'react-i18next'
import type { BulkRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { BulkMark } from '../marks.tsx'
import { ProgressBar } from './ProgressBar.tsx'

/** Actions on many terminals with how far they are. */
export function BulkTable({ rows }: { rows: readonly BulkRowFragment[] }) {
  const { t, i18n } = useTranslation()
  const columns: readonly RowColumn<BulkRowFragment>[] = [
    { key: 'state', title: t('column.state'), width: '150px', render: (row) => <BulkMark bulk={row} /> },
    {
      key: 'what',
      title: t('column.what'),
      render: (row) => (
        <GoTo place={paths.bulkAction(row.id)}>
          {t(`act.${row.type}`, { count: row.terminalCount, number: formatNumber(row.terminalCount, i18n.language) })}
        </GoTo>
      ),
    },
    {
      key: 'progress',
      title: t('command.progress'),
      width: '260px',
      render: (row) => (row.commandCount > 0 ? <ProgressBar bulk={row} /> : null),
    },
    {
      key: 'by',
      title: t('column.by'),
      render: (row) => (
        <>
          {row.requestedBy?.name ?? '–'} <span className="quiet">· {row.reason}</span>
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
  return <RowTable label={t('rail.bulk')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
