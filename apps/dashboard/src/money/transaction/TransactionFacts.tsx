import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Time } from '../../ui/Time.tsx'
import { BatchMark } from '../marks.tsx'

/** Everything by which a transaction can be named, and when it happened. What is not known is left out. */
export function TransactionFacts({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const zone = transaction.terminal?.store.timeZone
  const { batch } = transaction
  const copied = (name: string, text: string | null): Fact[] =>
    text === null ? [] : [[name, <CopyText key={name} text={text} />]]
  const facts: Fact[] = [
    ...copied(t('money.rrn'), transaction.rrn),
    ...copied(t('money.stan'), transaction.stan),
    [
      t('money.batch'),
      batch === null ? (
        <span key="batch" className="mono">
          {transaction.batchNo}
        </span>
      ) : (
        <span key="batch" className="line">
          <GoTo place={paths.batch(batch.id)} className="link mono">
            {batch.batchNo}
          </GoTo>
          <BatchMark state={batch.state} />
        </span>
      ),
    ],
    ...copied(t('money.card'), transaction.maskedCard),
    ...copied(t('money.authCode'), transaction.authCode),
    ...copied(t('money.responseCode'), transaction.responseCode),
    ...copied(t('money.merchantOrder'), transaction.merchantOrder),
    ...copied(t('money.channelOrder'), transaction.channelOrder),
    [t('money.msgClass'), t(`msgClass.${transaction.msgClass}`)],
    [t('transaction.occurred'), <Time key="at" at={transaction.at} show="moment" terminalZone={zone} />],
    [t('transaction.received'), <Time key="recorded" at={transaction.recordedAt} show="moment" terminalZone={zone} />],
    [
      t('money.businessDay'),
      <span key="day" className="number">
        {transaction.effectiveDate}
      </span>,
    ],
  ]
  if (transaction.merchant !== null) facts.push([t('money.merchant'), transaction.merchant.name])
  if (transaction.store !== null) facts.push([t('money.store'), transaction.store.name])
  return <FactList facts={facts} />
}

type Fact = readonly [name: string, value: ReactNode]
