import { useTranslation } from 'react-i18next'
import type { RecordShownFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { RECORD_LOOKS } from '../looks.ts'
import { useTypeWord } from '../marks.tsx'
import { Hash } from '../Roots.tsx'

interface RecordsProps {
  readonly label: string
  readonly records: readonly RecordShownFragment[]
  readonly terminalZone: string | undefined
}

/** Facts of the terminal's journal, in their order, as they were received. */
export function Records({ label, records, terminalZone }: RecordsProps) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const columns: readonly RowColumn<RecordShownFragment>[] = [
    { key: 'seq', title: t('transaction.recordNo'), end: true, render: (row) => row.seq },
    { key: 'type', title: t('column.type'), render: (row) => typeWord(row.type) },
    {
      key: 'state',
      title: t('column.state'),
      render: (row) => <Mark look={RECORD_LOOKS[row.state]}>{t(`recordState.${row.state}`)}</Mark>,
    },
    {
      key: 'occurred',
      title: t('transaction.occurred'),
      render: (row) =>
        row.occurredAt === null ? '–' : <Time at={row.occurredAt} show="clock" terminalZone={terminalZone} />,
    },
    {
      key: 'received',
      title: t('transaction.received'),
      render: (row) => <Time at={row.receivedAt} show="clock" terminalZone={terminalZone} />,
    },
    { key: 'leaf', title: t('transaction.leaf'), render: (row) => <Hash of={row.leaf} /> },
    {
      key: 'proven',
      title: t('transaction.proven'),
      render: (row) => (
        <Mark look={row.proven ? { tone: 'good', icon: 'check' } : { tone: 'warn', icon: 'question' }}>
          {t(row.proven ? 'transaction.isProven' : 'transaction.isUnproven')}
        </Mark>
      ),
    },
  ]
  return (
    <>
      <RowTable label={label} columns={columns} rows={records} keyOf={(row) => row.seq} />
      {records.map((record) => (
        <details key={record.seq} className="panel-body">
          <summary>{t('transaction.contentOf', { seq: record.seq })}</summary>
          <RecordContent content={record.content} />
        </details>
      ))}
    </>
  )
}

/** What a record says, without card data. */
export function RecordContent({ content }: { content: unknown }) {
  const { t } = useTranslation()
  if (content == null) return <p className="quiet">{t('transaction.archived')}</p>
  return (
    <pre className="record-content" tabIndex={0}>
      {JSON.stringify(content, null, 2)}
    </pre>
  )
}
