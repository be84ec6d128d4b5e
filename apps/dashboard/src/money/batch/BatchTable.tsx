import { useTranslation } from 'react-i18next'
import type { BatchLineFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { BatchMark } from '../marks.tsx'
import { Roots } from '../Roots.tsx'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'

type Row = BatchLineFragment

/** Batches as rows; of one terminal the terminal is not told again. */
export function BatchTable({ rows, ofTerminal = false }: { rows: readonly Row[]; ofTerminal?: boolean }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const terminal: readonly RowColumn<Row>[] = [
    {
      key: 'terminal',
      title: t('column.tid'),
      width: '230px',
      render: (row) => row.terminal !== null && <TerminalLink terminal={row.terminal} />,
    },
  ]
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'batch',
      title: t('money.batch'),
      render: (row) => (
        <GoTo place={paths.batch(row.id)} className="link mono">
          {row.batchNo}
        </GoTo>
      ),
    },
    ...(ofTerminal ? [] : terminal),
    {
      key: 'state',
      title: t('column.state'),
      render: (row) => <BatchMark state={row.state} strong={row.state === 'UNBALANCED'} />,
    },
    {
      key: 'opened',
      title: t('batch.opened'),
      render: (row) => <Time at={row.openedAt} show="clock" terminalZone={row.terminal?.store.timeZone} />,
    },
    {
      key: 'closed',
      title: t('batch.closed'),
      render: (row) =>
        row.closedAt === null ? (
          '–'
        ) : (
          <Time at={row.closedAt} show="clock" terminalZone={row.terminal?.store.timeZone} />
        ),
    },
    {
      key: 'net',
      title: t('batch.net'),
      end: true,
      render: (row) =>
        row.net.length === 0 ? (
          <span className="quiet">–</span>
        ) : (
          row.net.map((of) => <Amount key={of.currency} of={of} />)
        ),
    },
    { key: 'records', title: t('batch.ourRecords'), end: true, render: (row) => number(row.recordCount) },
    {
      key: 'theirs',
      title: t('batch.theirRecords'),
      end: true,
      render: (row) => (row.countTerminal === null ? '–' : number(row.countTerminal)),
    },
    {
      key: 'flaws',
      title: t('batch.flaws'),
      render: (row) => <Flaws batch={row} />,
    },
    {
      key: 'roots',
      title: t('batch.roots'),
      render: (row) =>
        row.rootHost === null || row.rootTerminal === null ? (
          <span className="quiet">–</span>
        ) : (
          <Roots ours={row.rootHost} theirs={row.rootTerminal} equal={row.rootHost === row.rootTerminal} />
        ),
    },
  ]
  return <RowTable label={t('moneyTab.batches')} columns={columns} rows={rows} keyOf={(row) => row.id} />
}

/** What keeps a batch from being plain: records that could not be read, records that came late. */
export function Flaws({ batch: { unprovenCount, lateCount } }: { batch: Pick<Row, 'unprovenCount' | 'lateCount'> }) {
  const { t, i18n } = useTranslation()
  const said = [
    unprovenCount > 0
      ? t('batch.unproven', { count: unprovenCount, number: formatNumber(unprovenCount, i18n.language) })
      : '',
    lateCount > 0 ? t('batch.late', { count: lateCount, number: formatNumber(lateCount, i18n.language) }) : '',
  ].filter((text) => text !== '')
  return said.length === 0 ? <span className="quiet">–</span> : <span className="tone-warn">{said.join(' · ')}</span>
}
