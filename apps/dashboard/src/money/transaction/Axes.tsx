import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { type Look, Mark } from '../../ui/Mark.tsx'
import {
  AUTHORISATION_LOOKS,
  FOLLOW_UP_LOOKS,
  REVERSAL_LOOKS,
  SETTLEMENT_LOOKS,
  SYNCHRONISATION_LOOKS,
} from '../looks.ts'

/** The five axes, each with its name: what a transaction is called is derived from all of them. */
export function Axes({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const { authorisation, reversal, followUp, settlement, synchronisation } = transaction
  return (
    <dl className="axes">
      <Axis name={t('axis.authorisation')} look={AUTHORISATION_LOOKS[authorisation]}>
        {t(`authorisation.${authorisation}`)}
      </Axis>
      <Axis name={t('axis.reversal')} look={REVERSAL_LOOKS[reversal]}>
        {t(`reversal.${reversal}`)}
      </Axis>
      <Axis name={t('axis.followUp')} look={FOLLOW_UP_LOOKS[followUp]}>
        {t(`followUp.${followUp}`)}
      </Axis>
      <Axis name={t('axis.settlement')} look={SETTLEMENT_LOOKS[settlement]}>
        {t(`settlement.${settlement}`)}
      </Axis>
      <Axis name={t('axis.synchronisation')} look={SYNCHRONISATION_LOOKS[synchronisation]}>
        {t(`synchronisation.${synchronisation}`)}
      </Axis>
    </dl>
  )
}

function Axis({ name, look, children }: { name: string; look: Look; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Mark look={look} strong={look.tone === 'warn' || look.tone === 'bad'}>
          {children}
        </Mark>
      </dd>
    </div>
  )
}
