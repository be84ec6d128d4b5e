import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { sumOf } from '../amounts.ts'

type Entry = TransactionFullFragment['entries'][number]

/** How it is booked: each entry with its lines, and that they sum to zero. */
export function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation()
  if (entries.length === 0) return <p className="panel-body quiet">{t('ledger.noEntries')}</p>
  return (
    <div className="row-table-box" role="region" aria-label={t('ledger.postings')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('ledger.account')}</th>
            <th scope="col" className="end">
              {t('ledger.debit')}
            </th>
            <th scope="col" className="end">
              {t('ledger.credit')}
            </th>
          </tr>
        </thead>
        {entries.map((entry) => (
          <EntryLines key={entry.number} entry={entry} />
        ))}
      </table>
    </div>
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
      {entry.postings.map(({ account, amount }, at) => {
        const isDebit = !amount.amount.startsWith('-')
        const shown = isDebit ? amount : { ...amount, amount: amount.amount.slice(1) }
        return (
          <tr key={at}>
            <td>{t(`ledgerAccount.${account}`)}</td>
            <td className="end">{isDebit && <Amount of={shown} />}</td>
            <td className="end">{!isDebit && <Amount of={shown} />}</td>
          </tr>
        )
      })}
      <tr className="sum">
        <th scope="row">{t('ledger.sum')}</th>
        <td className="end" colSpan={2}>
          <span className="line sum-line">
            <Amount of={sum} />
            <Mark look={isZero ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }}>
              {t(isZero ? 'ledger.sumsToZero' : 'ledger.doesNotSum')}
            </Mark>
          </span>
        </td>
      </tr>
    </tbody>
  )
}
