import { useTranslation } from 'react-i18next'
import type { FileLineShownFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Amount } from '../Amount.tsx'
import { FILE_LINE_LOOKS } from '../looks.ts'
import { useTypeWord } from '../marks.tsx'
import { Finding } from '../matches/Finding.tsx'

type Row = FileLineShownFragment

/** Columns of files that records know by another name. */
const FIELDS: Readonly<Record<string, string>> = { pan: 'panMasked', time: 'localTime' }

/** Lines of a file: what they say, what they came to, and of a bad one everything that is wrong with it. */
export function LineTable({
  label,
  rows,
  isPreview = false,
}: {
  label: string
  rows: readonly Row[]
  isPreview?: boolean
}) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const state: RowColumn<Row> = {
    key: 'state',
    title: t('column.state'),
    render: (row) =>
      // before the import nothing was looked for: a line can only be read or not
      isPreview && row.state !== 'BAD' ? (
        <Mark look={{ tone: 'good', icon: 'check' }}>{t('file.readable')}</Mark>
      ) : (
        <Mark look={FILE_LINE_LOOKS[row.state]} strong={row.state === 'BAD'}>
          {t(`fileLineState.${row.state}`)}
        </Mark>
      ),
  }
  const columns: readonly RowColumn<Row>[] = [
    { key: 'line', title: t('file.line'), end: true, width: '70px', render: (row) => row.line },
    state,
    {
      key: 'type',
      title: t('column.type'),
      width: '90px',
      render: (row) => row.type !== null && <span className="no-break">{typeWord(row.type)}</span>,
    },
    { key: 'tid', title: t('column.tid'), render: (row) => <span className="mono">{row.tid}</span> },
    { key: 'stan', title: t('money.stan'), render: (row) => <span className="mono">{row.stan}</span> },
    {
      key: 'rrn',
      title: t('money.rrn'),
      render: (row) =>
        row.transaction === null ? (
          <span className="mono">{row.rrn}</span>
        ) : (
          <GoTo place={paths.transaction(row.transaction.id)} className="link mono">
            {row.rrn ?? row.stan}
          </GoTo>
        ),
    },
    { key: 'card', title: t('money.card'), render: (row) => <span className="mono">{row.maskedCard}</span> },
    {
      key: 'amount',
      title: t('money.amount'),
      end: true,
      render: (row) => row.amount !== null && <Amount of={row.amount} />,
    },
    { key: 'faults', title: t('file.wrong'), render: (row) => <Wrong row={row} /> },
  ]
  return <RowTable label={label} columns={columns} rows={rows} keyOf={(row) => String(row.line)} />
}

function Wrong({ row: { faults, difference, text } }: { row: Row }) {
  const label = useLabel()
  return (
    <>
      {faults.map(({ code, field }) => (
        <div key={`${code} ${field}`} className="tone-bad">
          {label('rowFault', code)}
          {field !== null && `: ${label('recordField', FIELDS[field] ?? field)}`}
        </div>
      ))}
      <Finding of={difference} />
      {text !== null && <div className="mono quiet">{text}</div>}
    </>
  )
}
