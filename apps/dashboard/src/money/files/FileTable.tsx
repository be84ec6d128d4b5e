import { useTranslation } from 'react-i18next'
import type { FileImportLineFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { FILE_IMPORT_LOOKS } from '../looks.ts'
import { COUNTS } from './counts.ts'

type Row = FileImportLineFragment

/** Imports, the newest first, with what their lines came to. */
export function FileTable({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation()
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'name',
      title: t('file.name'),
      render: (row) => <GoTo place={paths.file(row.id)}>{row.name || row.id}</GoTo>,
    },
    { key: 'day', title: t('money.businessDay'), render: (row) => <span className="number">{row.businessDate}</span> },
    { key: 'format', title: t('file.format'), render: (row) => t(`fileFormat.${row.format}`) },
    {
      key: 'state',
      title: t('column.state'),
      render: (row) => (
        <>
          <Mark look={FILE_IMPORT_LOOKS[row.state]} strong={row.state === 'FAILED'}>
            {t(`fileImportState.${row.state}`)}
          </Mark>
          {row.state === 'READING' && <span className="quiet number"> {shareOf(row)} %</span>}
        </>
      ),
    },
    ...(['rows', ...COUNTS.map(({ key }) => key)] as const).map((key) => ({
      key,
      title: t(`fileCount.${key}`),
      end: true,
      render: (row: Row) =>
        isFault(key) && row.counts[key] > 0 ? (
          <strong className="tone-bad">{formatNumber(row.counts[key], i18n.language)}</strong>
        ) : (
          formatNumber(row.counts[key], i18n.language)
        ),
    })),
    { key: 'at', title: t('file.received'), render: (row) => <Time at={row.createdAt} /> },
  ]
  return <RowTable label={t('moneyTab.files')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}

/** A file may be read to its end and hardly any line of it be right: that stands out. */
function isFault(key: keyof Row['counts']): boolean {
  return key !== 'rows' && key !== 'matched'
}

/** Hundredths of the file that were read. */
export function shareOf({ bytes, bytesRead }: Pick<Row, 'bytes' | 'bytesRead'>): number {
  return bytes === '0' ? 100 : Number((BigInt(bytesRead) * 100n) / BigInt(bytes))
}
