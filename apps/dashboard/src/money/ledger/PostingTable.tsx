import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { moneyOf } from '../amounts.ts'
import { useTypeWord } from '../marks.tsx'
import type { AccountOnPage } from './AccountPage.tsx'

type Line = AccountOnPage['postings']['nodes'][number]

/** Postings of one account: debit and credit in columns of their own, as in any book. */
export function PostingTable({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  if (lines.length === 0) return <p className="panel-body quiet">{t('ledger.noPostings')}</p>
  const isDebit = ({ amount }: Line) => moneyOf(amount).minor >= 0n
  const unsigned = ({ amount }: Line) => ({ ...amount, amount: amount.amount.replace('-', '') })
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
          {transaction === null ? (
            <span className="quiet">–</span>
          ) : (
            <GoTo place={paths.transaction(transaction.id)} className="link">
              {typeWord(transaction.type)} <span className="mono">{transaction.rrn ?? transaction.stan}</span>
            </GoTo>
          )}
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
    {
      key: 'debit',
      title: t('ledger.debit'),
      end: true,
      render: (line) => isDebit(line) && <Amount of={line.amount} />,
    },
    {
      key: 'credit',
      title: t('ledger.credit'),
      end: true,
      render: (line) => !isDebit(line) && <Amount of={unsigned(line)} />,
    },
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
