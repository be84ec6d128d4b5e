import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { Time } from '../../ui/Time.tsx'
import { sumOf } from '../amounts.ts'
import { DebitCreditRow, DebitCreditTable, SumRow } from '../DebitCredit.tsx'

type Entry = TransactionFullFragment['entries'][number]

/** How it is booked: each entry with its lines, and that they sum to zero. */
export function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation()
  if (entries.length === 0) return <p className="panel-body quiet">{t('ledger.noEntries')}</p>
  return (
    <DebitCreditTable label={t('ledger.postings')}>
      {entries.map((entry) => (
        <EntryLines key={entry.number} entry={entry} />
      ))}
    </DebitCreditTable>
  )
}

function EntryLines({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  const sum = sumOf(entry.postings.map(({ amount }) => amount))
  const isZero = sum === null || BigInt(sum.amount) === 0n
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3}>
          <strong>
            {t(`ledgerBook.${entry.book}`)} · {t(entry.isReversal ? 'ledger.takenBack' : 'ledger.entry')}{' '}
            <span className="number">{entry.number}</span>
          </strong>
          <span className="quiet">
            {' '}
            · {t('ledger.effective', { day: entry.effectiveDate })}
            {entry.originalDate !== entry.effectiveDate && ` · ${t('ledger.belongsTo', { day: entry.originalDate })}`} ·{' '}
            <Time at={entry.recordedAt} show="moment" />
          </span>
        </th>
      </tr>
      {entry.postings.map(({ account, amount }, at) => (
        <DebitCreditRow key={at} account={<td>{t(`ledgerAccount.${account}`)}</td>} amount={amount} />
      ))}
      <SumRow word={t('ledger.sum')} sum={sum} isZero={isZero} />
    </tbody>
  )
}
