import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../ui/format.ts'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { type ImportAnswer, unreadable } from './import.ts'

type Problem = ImportAnswer['problems'][number]

/**
 * What a file would do, in rows that add up; and each faulty cell with its line, its heading and what stands in it.
 * `mappable`: its headings may be said below.
 */
export function ImportPreview({ answer, mappable }: { answer: ImportAnswer; mappable: boolean }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const { rows, creates, updates, unchanged, faultyRows, problemCount, problems, ignoredColumns } = answer
  const notRead = unreadable(answer)
  if (notRead !== null)
    return (
      <Alert
        role="alert"
        type="error"
        showIcon
        title={t('organisations.importUnread')}
        description={
          <>
            <p>{notRead}</p>
            {answer.titles.length > 0 && mappable && <p>{t('organisations.importHeadings')}</p>}
          </>
        }
      />
    )
  const title = t('organisations.importPreview', {
    rows: number(rows),
    creates: number(creates),
    updates: number(updates),
    unchanged: number(unchanged),
    problems: number(faultyRows),
  })
  const below = [
    ...(faultyRows > 0 ? [t('organisations.importFaulty')] : []),
    ...(faultyRows === 0 && creates + updates === 0 ? [t('organisations.importNothing')] : []),
    ...(ignoredColumns.length > 0 ? [t('organisations.importIgnored', { columns: ignoredColumns.join(', ') })] : []),
    ...(problems.length < problemCount
      ? [t('organisations.importSome', { shown: number(problems.length), all: number(problemCount) })]
      : []),
  ]
  return (
    <>
      <Alert
        role="status"
        type={faultyRows > 0 ? 'error' : 'info'}
        showIcon
        title={title}
        description={below.length > 0 && below.map((line) => <p key={line}>{line}</p>)}
      />
      {problems.length > 0 && <Problems answer={answer} />}
    </>
  )
}

function Problems({ answer: { problems, columns } }: { answer: ImportAnswer }) {
  const { t } = useTranslation()
  const title = (field: string | null) => columns.find((one) => one.field === field)?.title ?? field ?? '–'
  const shown: readonly RowColumn<Problem>[] = [
    { key: 'line', title: t('organisations.line'), end: true, width: '70px', render: ({ line }) => line ?? '–' },
    { key: 'column', title: t('organisations.column'), width: '160px', render: ({ column }) => title(column) },
    {
      key: 'value',
      title: t('organisations.value'),
      render: ({ value }) =>
        value === null || value === '' ? (
          <span className="quiet">{t('organisations.empty')}</span>
        ) : (
          <span className="mono">{value}</span>
        ),
    },
    { key: 'message', title: t('organisations.problem'), render: ({ message }) => message },
  ]
  return (
    <RowTable
      label={t('organisations.problems')}
      rows={problems}
      keyOf={({ line, column, code }) => `${line} ${column} ${code}`}
      columns={shown}
    />
  )
}
