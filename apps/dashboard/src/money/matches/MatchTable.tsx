import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../approvals/Waiting.tsx'
import type { MatchesQuery } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { Amount } from '../Amount.tsx'
import { Finding } from './Finding.tsx'
import { MATCH_LOOKS } from '../looks.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { TransactionLink } from '../TransactionLink.tsx'

type Row = MatchesQuery['matches']['nodes'][number]

/** What does not match: whose word it is, on what, and the two amounts side by side. */
export function MatchTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const mayWriteOff = useViewer()?.permissions.includes('ledger:write') === true
  const columns: RowColumn<Row>[] = [
    {
      key: 'state',
      title: t('column.state'),
      render: (row) => (
        <>
          <Mark look={MATCH_LOOKS[row.state]}>{t(`matchState.${row.state}`)}</Mark>
          <Finding of={row.line?.difference} />
          {row.isWrittenOff && (
            <div>
              <Mark look={{ tone: 'quiet', icon: 'minus' }}>{t('writeOff.done')}</Mark>
            </div>
          )}
        </>
      ),
    },
    { key: 'by', title: t('witness_of.title'), render: (row) => <Witness row={row} /> },
    { key: 'day', title: t('money.businessDay'), render: (row) => <span className="number">{row.businessDate}</span> },
    { key: 'what', title: t('transaction.one'), render: (row) => <What row={row} /> },
    {
      key: 'terminal',
      title: t('column.tid'),
      width: '190px',
      render: ({ terminal, line }) =>
        terminal === null ? (
          <span className="mono quiet">{line?.tid ?? '–'}</span>
        ) : (
          <TerminalLink terminal={terminal} tab="transactions" />
        ),
    },
    { key: 'ours', title: t('match.ours'), end: true, render: (row) => <Amount of={row.ours} /> },
    { key: 'theirs', title: t('match.theirs'), end: true, render: (row) => <Amount of={row.theirs} /> },
    {
      key: 'since',
      title: t('match.since'),
      render: (row) => <Time at={row.changedAt} show="clock" terminalZone={row.terminal?.store.timeZone} />,
    },
  ]
  if (mayWriteOff)
    columns.push({
      key: 'acts',
      title: <span className="visually-hidden">{t('case.do')}</span>,
      end: true,
      render: ({ number, short, isWrittenOff, writeOffAsked }) =>
        writeOffAsked !== null ? (
          <Waiting />
        ) : (
          short !== null &&
          !isWrittenOff && (
            <Button size="small" onClick={() => change({ writeoff: number }, 'push')}>
              {t('writeOff.do')} …
            </Button>
          )
        ),
    })
  return <RowTable label={t('moneyTab.matches')} columns={columns} rows={rows} keyOf={(row) => row.number} />
}

function Witness({ row: { source, line } }: { row: Row }) {
  const { t } = useTranslation()
  const file = line?.fileImport ?? null
  if (file === null) return t(`witness_of.${source}`)
  return (
    <GoTo place={paths.file(file.id)}>
      {file.name}:{line?.line}
    </GoTo>
  )
}

/** Of what it is: our transaction, or a line that is of none. */
export function What({ row: { transaction, line } }: { row: Row }) {
  const { t } = useTranslation()
  if (transaction !== null) return <TransactionLink transaction={transaction} />
  return (
    <span className="quiet">
      {t('match.notOurs')} <span className="mono">{line?.rrn ?? line?.stan}</span>
    </span>
  )
}
