import { useTranslation } from 'react-i18next'
import type { CorrectionPostingShownFragment, ImpactShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'

interface PostingsProps {
  readonly entries: ImpactShownFragment['entries']
  readonly claim: readonly CorrectionPostingShownFragment[]
}

/** Every line of the books: the old version is taken back whole, the new one is posted. */
export function Postings({ entries, claim }: PostingsProps) {
  const { t } = useTranslation()
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
        {entries.map(({ key, negated, posted }) => (
          <tbody key={key}>
            <Lines name={`${t('ledger.takenBack')} ${key}`} lines={negated} />
            <Lines name={`${t('ledger.entry')} ${key}`} lines={posted} />
          </tbody>
        ))}
        {claim.length > 0 && (
          <tbody>
            <Lines name={t('correctionFlow.CLAIM')} lines={claim} />
          </tbody>
        )}
      </table>
    </div>
  )
}

function Lines({ name, lines }: { name: string; lines: readonly CorrectionPostingShownFragment[] }) {
  const { t } = useTranslation()
  if (lines.length === 0) return null
  return (
    <>
      <tr>
        <th scope="rowgroup" colSpan={3}>
          <strong>{name}</strong>
        </th>
      </tr>
      {lines.map(({ account, amount }, at) => {
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
    </>
  )
}
