import { useTranslation } from 'react-i18next'
import type { AgreementBoardQuery } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Since } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { FIGURES } from './figures.ts'

type Row = NonNullable<AgreementBoardQuery['organisation']>['children']['nodes'][number]

/** The organisations of the next level, each with its answers; a name leads one level down. */
export function BoardTable({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation()
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'name',
      title: t('organisations.name'),
      render: (row) => <GoTo place={paths.agreement({ org: row.id })}>{row.name}</GoTo>,
    },
    {
      key: 'kind',
      title: t('column.type'),
      render: (row) => <span className="quiet">{t(`nodeKind.${row.kind}`)}</span>,
    },
    ...FIGURES.map(({ key, look }) => ({
      key,
      title: <Mark look={look}>{t(`agreement.${key}`)}</Mark>,
      end: true,
      render: ({ agreement }: Row) => {
        if (agreement === null) return '–'
        const count = agreement[key]
        const text = formatNumber(count, i18n.language)
        return count === 0 ? <span className="quiet">0</span> : key === 'different' ? <strong>{text}</strong> : text
      },
    })),
    {
      key: 'open',
      title: t('agreement.open'),
      end: true,
      render: ({ agreement }) =>
        formatNumber(agreement?.openDifferences.reduce((sum, { count }) => sum + count, 0) ?? 0, i18n.language),
    },
    {
      key: 'amount',
      title: t('money.amount'),
      end: true,
      render: ({ agreement }) =>
        agreement?.openDifferences.map(
          ({ amount }) =>
            amount !== null && (
              <div key={amount.currency}>
                <Amount of={amount} />
              </div>
            ),
        ),
    },
    {
      key: 'age',
      title: t('agreement.oldestOne'),
      end: true,
      render: ({ agreement }) => {
        const [oldest] = (agreement?.openDifferences ?? []).map(({ oldestAt }) => oldestAt).sort()
        return oldest === undefined ? '–' : <Since at={oldest} />
      },
    },
  ]
  return <RowTable label={t('agreement.below')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
