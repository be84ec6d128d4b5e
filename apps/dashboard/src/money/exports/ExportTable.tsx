import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ExportsQuery } from '../../api/generated/graphql.ts'
import { formatNumber } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { EXPORT_LOOKS } from '../looks.ts'

type Row = ExportsQuery['exports'][number]

/** Exports, the newest first; one that is ready can be fetched until it is removed. */
export function ExportTable({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation()
  const number = (text: string) => formatNumber(Number(text), i18n.language)
  const columns: readonly RowColumn<Row>[] = [
    { key: 'asked', title: t('export.asked'), render: (row) => <Time at={row.createdAt} show="moment" /> },
    { key: 'kind', title: t('column.what'), render: (row) => t(`exportKind.${row.kind}`) },
    { key: 'format', title: t('export.format'), render: (row) => t(`exportFormat.${row.format}`) },
    {
      key: 'state',
      title: t('column.state'),
      render: (row) => (
        <>
          <Mark look={EXPORT_LOOKS[row.state]}>{t(`exportState.${row.state}`)}</Mark> {row.problem}
        </>
      ),
    },
    { key: 'rows', title: t('export.rows'), end: true, render: (row) => number(row.rows) },
    { key: 'bytes', title: t('export.bytes'), end: true, render: (row) => number(row.bytes) },
    { key: 'expires', title: t('export.expires'), render: (row) => <Time at={row.expiresAt} show="moment" /> },
    {
      key: 'fetch',
      title: <span className="visually-hidden">{t('export.fetch')}</span>,
      render: (row) =>
        row.url !== null && (
          <Button size="small" icon={<DownloadOutlined aria-hidden />} href={row.url} download>
            {t('export.fetch')}
          </Button>
        ),
    },
  ]
  return <RowTable label={t('moneyTab.exports')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
