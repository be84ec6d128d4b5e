import { useTranslation } from 'react-i18next'
import type { DifferenceLineFragment } from '../../api/generated/graphql.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { DifferenceMark } from '../marks.tsx'

type Row = DifferenceLineFragment

/** Open differences, the oldest first. */
export function DifferenceTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'kind',
      title: t('agreement.kind'),
      render: (row) => (
        <GoTo place={paths.difference(row.id)} className="link">
          <DifferenceMark kind={row.kind} />
        </GoTo>
      ),
    },
    {
      key: 'terminal',
      title: t('column.tid'),
      render: (row) => row.terminal !== null && <TerminalLink terminal={row.terminal} tab="agreement" />,
    },
    {
      key: 'range',
      title: t('agreement.records'),
      end: true,
      render: (row) => (row.fromSeq === row.toSeq ? row.fromSeq : `${row.fromSeq}–${row.toSeq}`),
    },
    {
      key: 'amount',
      title: t('money.amount'),
      end: true,
      render: (row) =>
        row.movesNoMoney ? <span className="quiet">{t('agreement.noMoney')}</span> : <Amount of={row.amount} />,
    },
    {
      key: 'opened',
      title: t('agreement.openSince'),
      render: (row) => <Time at={row.openedAt} show="moment" terminalZone={row.terminal?.store.timeZone} />,
    },
    {
      key: 'age',
      title: t('agreement.age'),
      end: true,
      render: (row) => (row.closedAt === null ? <Since at={row.openedAt} /> : t('agreement.closed')),
    },
  ]
  return <RowTable label={t('agreement.differences')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
