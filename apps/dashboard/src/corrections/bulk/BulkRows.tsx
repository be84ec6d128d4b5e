import { CORRECTION_KINDS } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import type { BulkRowShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { useTypeWord } from '../../money/marks.tsx'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionMark, useKindName } from '../marks.tsx'
import { useFieldName, useFieldText } from '../words.ts'

type Row = BulkRowShownFragment

/** Row by row: what it is worth, and why it does not go on. */
export function BulkRows({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<Row>[] = [
    { key: 'line', title: t('bulkCorrection.line'), end: true, width: '70px', render: ({ line }) => line },
    { key: 'of', title: t('bulkCorrection.of'), width: '290px', render: (row) => <Of row={row} /> },
    { key: 'becomes', title: t('bulkCorrection.becomes'), width: '240px', render: (row) => <Becomes row={row} /> },
    {
      key: 'is',
      title: t('column.state'),
      render: ({ problems, correction }) =>
        correction !== null ? (
          <span className="line">
            <GoTo place={paths.correction(correction.id)} className="link mono">
              {correction.number}
            </GoTo>
            <CorrectionMark state={correction.state} />
          </span>
        ) : problems.length === 0 ? (
          <Mark look={{ tone: 'good', icon: 'check' }}>{t('bulkCorrection.fine')}</Mark>
        ) : (
          <>
            {problems.map(({ code, message }) => (
              <div key={code} className="bulk-problem">
                <Mark look={{ tone: 'bad', icon: 'cross' }}>{message}</Mark>
              </div>
            ))}
          </>
        ),
    },
    { key: 'stake', title: t('correction.atStake'), end: true, render: ({ stake }) => <Amounts of={stake} /> },
    { key: 'tier', title: t('correction.tier'), end: true, render: ({ tier }) => tier },
  ]
  return <RowTable label={t('bulkCorrection.title')} columns={columns} rows={rows} keyOf={({ line }) => String(line)} />
}

/** Which transaction: as the row names it, and as it was found. */
function Of({ row: { written, transaction } }: { row: Row }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const { tid, rrn, batch, stan } = written
  const number = rrn ?? (batch === null && stan === null ? '' : `${batch ?? ''} / ${stan ?? ''}`)
  return (
    <>
      <span className="mono">{tid ?? '–'}</span>{' '}
      {transaction === null ? (
        <span className="mono quiet">{number}</span>
      ) : (
        <GoTo place={paths.transaction(transaction.id)} className="link">
          {typeWord(transaction.type)} <span className="mono">{number}</span>
        </GoTo>
      )}
      {written.reason !== null && (
        <div className="quiet hint">
          {t('request.reason')} {written.reason}
        </div>
      )}
    </>
  )
}

/** What would be another, from what it is. An amount stands as the file has it: on the slip. */
function Becomes({ row: { written, transaction } }: { row: Row }) {
  const kindName = useKindName()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const { kind, field, value } = written
  const known = CORRECTION_KINDS.find((one) => one === kind?.toUpperCase())
  const isAmount = field === 'amount'
  return (
    <>
      {known === undefined ? <code>{kind}</code> : kindName(known)}
      {field !== null && (
        <div className="hint">
          <span className="quiet">{fieldName(field)}</span>{' '}
          {isAmount && transaction !== null && (
            <>
              <Amount of={transaction.versions.at(-1)?.amount ?? transaction.amount} /> →{' '}
            </>
          )}
          <strong className="number">{isAmount ? value : fieldText(field, value ?? '', null)}</strong>
        </div>
      )}
    </>
  )
}
