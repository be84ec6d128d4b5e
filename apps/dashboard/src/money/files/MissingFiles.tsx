import { useTranslation } from 'react-i18next'
import type { FileImportsQuery } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'

type Row = FileImportsQuery['missingFiles'][number]

/** Business days whose file is due and not there: promised, or with trade; nothing at all when every file came. */
export function MissingFiles({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  if (rows.length === 0) return null
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'day',
      title: t('money.businessDay'),
      render: (row) => (
        <Mark look={{ tone: 'bad', icon: 'attention' }} strong>
          {row.businessDate}
        </Mark>
      ),
    },
    {
      key: 'format',
      title: t('file.format'),
      render: ({ format }) => (format === null ? <span className="quiet">–</span> : t(`fileFormat.${format}`)),
    },
    {
      key: 'due',
      title: t('schedule.due'),
      render: ({ dueAt }) => (dueAt === null ? <span className="quiet">–</span> : <Time at={dueAt} show="moment" />),
    },
    { key: 'at', title: t('file.missingSince'), render: (row) => <Time at={row.notedAt} show="moment" /> },
  ]
  return (
    <Panel title={t('file.missing')} flush>
      <p className="panel-body quiet">{t('file.missingHow')}</p>
      <RowTable
        label={t('file.missing')}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.businessDate} ${row.format} ${row.dueAt} ${row.notedAt}`}
      />
    </Panel>
  )
}
