import { useTranslation } from 'react-i18next'
import type { PayoutsQuery } from '../../api/generated/graphql.ts'
import { FactList } from '../../ui/FactList.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Amount } from '../Amount.tsx'

export type Payable = NonNullable<PayoutsQuery['payable']>

/** What was paid beyond the day is not to be paid back. */
function atLeastNothing(amount: Payable['payable']): Payable['payable'] {
  return amount.amount.startsWith('-') ? { ...amount, amount: '0' } : amount
}

/** Owed, what of it no file has shown, and what is left to pay. */
export function MayBePaid({ payable }: { payable: Payable }) {
  const { t } = useTranslation()
  return (
    <>
      <FactList
        facts={[
          [t('payout.owedThrough', { day: payable.throughDate }), <Amount key="owed" of={payable.owed} />],
          [t('payout.held'), <Amount key="held" of={payable.held} />],
          [t('payout.payable'), <Amount key="payable" of={atLeastNothing(payable.payable)} strong />],
        ]}
      />
      {!payable.isFiled && (
        <Mark look={{ tone: 'warn', icon: 'attention' }}>{t('payout.notFiled', { day: payable.throughDate })}</Mark>
      )}
    </>
  )
}
