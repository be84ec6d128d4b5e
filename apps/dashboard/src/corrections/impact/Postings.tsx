import { useTranslation } from 'react-i18next'
import type { CorrectionPostingShownFragment, ImpactShownFragment } from '../../api/generated/graphql.ts'
import { DebitCreditRow, DebitCreditTable } from '../../money/DebitCredit.tsx'

interface PostingsProps {
  readonly entries: ImpactShownFragment['entries']
  readonly claim: readonly CorrectionPostingShownFragment[]
}

/** Every line of the books: the old version is taken back whole, the new one is posted. */
export function Postings({ entries, claim }: PostingsProps) {
  const { t } = useTranslation()
  return (
    <DebitCreditTable label={t('ledger.postings')}>
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
    </DebitCreditTable>
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
      {lines.map(({ account, amount }, at) => (
        <DebitCreditRow key={at} account={<td>{t(`ledgerAccount.${account}`)}</td>} amount={amount} />
      ))}
    </>
  )
}
