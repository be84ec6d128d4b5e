import { useTranslation } from 'react-i18next'
import { memberOf } from '../../approvals/settled-change.ts'
import { Waiting } from '../../approvals/Waiting.tsx'
import { Since } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import type { Payable } from './MayBePaid.tsx'

/** Payouts that somebody asked for and nobody has agreed to yet: they stand in no book. */
export function AskedPayouts({ asked }: { asked: Payable['asked'] }) {
  const { t } = useTranslation()
  if (asked.length === 0) return null
  return (
    <section aria-label={t('approvals.waits')}>
      <ul className="stack">
        {asked.map(({ id, after, exponent, requestedAt, requestedBy }) => {
          const text = (name: string) => memberOf(after, name) ?? ''
          return (
            <li key={id} className="line">
              <Waiting />
              <Amount of={{ amount: text('minor'), currency: text('currency'), exponent: exponent ?? 0 }} strong />
              <span className="number">{text('throughDate')}</span>
              {text('reference')}
              <span className="quiet">
                {requestedBy?.name} · <Since at={requestedAt} />
              </span>
            </li>
          )
        })}
      </ul>
      <p className="quiet hint">{t('payout.waitsHow')}</p>
    </section>
  )
}
