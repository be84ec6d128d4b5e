import { useTranslation } from 'react-i18next'
import type { BulkRowShownFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionMark } from '../marks.tsx'

type Row = BulkRowShownFragment

/** Row by row: what it is worth, and why it does not go on. */
export function BulkRows({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<Row>[] = [
    { key: 'line', title: t('bulkCorrection.line'), end: true, width: '70px', render: ({ line }) => line },
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
              <div key={code}>
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
