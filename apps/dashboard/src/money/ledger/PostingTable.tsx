import { useTranslation } from 'react-i18next'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { sideColumns } from '../DebitCredit.tsx'
import { TransactionLink } from '../TransactionLink.tsx'
import type { AccountOnPage } from './AccountPage.tsx'

type Line = AccountOnPage['postings']['nodes'][number]

/** Postings of one account: debit and credit in columns of their own, as in any book. */
export function PostingTable({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation()
  if (lines.length === 0) return <p className="panel-body quiet">{t('ledger.noPostings')}</p>
  const columns: readonly RowColumn<Line>[] = [
    {
      key: 'day',
      title: t('money.businessDay'),
      render: (line) => <span className="number">{line.effectiveDate}</span>,
    },
    {
      key: 'entry',
      title: t('ledger.entry'),
      end: true,
      render: (line) => <span className="number">{line.number}</span>,
    },
    {
      key: 'what',
      title: t('transaction.one'),
      render: ({ transaction, isReversal }) => (
        <span className="line">
          {transaction === null ? <span className="quiet">–</span> : <TransactionLink transaction={transaction} />}
          {isReversal && <span className="quiet">{t('ledger.takesBack')}</span>}
        </span>
      ),
    },
    {
      key: 'tid',
      title: t('column.tid'),
      render: ({ transaction }) => <span className="mono">{transaction?.tid}</span>,
    },
    {
      key: 'booked',
      title: t('ledger.booked'),
      render: (line) => <Time at={line.recordedAt} show="moment" />,
    },
    ...sideColumns(
      (side) => t(`ledger.${side}`),
      ({ amount }: Line) => amount,
    ),
  ]
  return (
    <RowTable
      label={t('ledger.postings')}
      columns={columns}
      rows={lines}
      keyOf={(line) => `${line.number} ${line.amount.amount}`}
    />
  )
}
