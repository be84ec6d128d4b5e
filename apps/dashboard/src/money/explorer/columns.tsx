import type { TFunction } from 'i18next'
import type { TransactionLineFragment } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import type { GridColumn } from '../../ui/VirtualGrid.tsx'
import { Amount } from '../Amount.tsx'
import { SETTLEMENT_LOOKS } from '../looks.ts'
import { LabelMark } from '../marks.tsx'

type Row = TransactionLineFragment

/** The columns of the explorer. The time is the link: every row has one. */
export function explorerColumns(
  t: TFunction<'words'>,
  typeWord: (type: Row['type']) => string,
): readonly GridColumn<Row>[] {
  const mono = (text: string | null) => <span className="mono">{text}</span>
  return [
    {
      key: 'at',
      title: t('column.at'),
      track: '116px',
      render: (row) => (
        <GoTo place={paths.transaction(row.id)} className="link row-link">
          <Time at={row.at} show="clock" terminalZone={row.terminal?.store.timeZone} />
        </GoTo>
      ),
    },
    { key: 'type', title: t('column.type'), track: 'minmax(104px, 0.8fr)', render: (row) => typeWord(row.type) },
    {
      key: 'label',
      title: t('column.state'),
      track: 'minmax(110px, 1fr)',
      render: (row) => (
        <>
          <LabelMark label={row.label} />
          {row.late && <span className="quiet"> · {t('explorer.late')}</span>}
        </>
      ),
    },
    {
      key: 'amount',
      title: t('money.amount'),
      track: 'minmax(112px, 0.9fr)',
      end: true,
      render: (row) => <Amount of={row.amount} />,
    },
    {
      key: 'tid',
      title: t('column.tid'),
      track: '84px',
      render: (row) =>
        row.terminal === null ? (
          mono(row.tid)
        ) : (
          <GoTo place={paths.terminal(row.terminal.id)} className="link mono">
            {row.tid}
          </GoTo>
        ),
    },
    {
      key: 'place',
      title: t('column.place'),
      track: 'minmax(110px, 2fr)',
      render: (row) => <span className="clip">{row.terminal === null ? null : placeName(row.terminal)}</span>,
    },
    { key: 'rrn', title: t('money.rrn'), track: '116px', render: (row) => mono(row.rrn) },
    { key: 'stan', title: t('money.stan'), track: '76px', render: (row) => mono(row.stan) },
    { key: 'card', title: t('money.card'), track: '142px', render: (row) => mono(row.maskedCard) },
    {
      key: 'settlement',
      title: t('axis.settlement'),
      track: 'minmax(120px, 0.9fr)',
      render: (row) => <Mark look={SETTLEMENT_LOOKS[row.settlement]}>{t(`settlement.${row.settlement}`)}</Mark>,
    },
  ]
}
