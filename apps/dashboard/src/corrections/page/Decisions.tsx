import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'

const LOOKS = {
  APPROVED: { tone: 'good', icon: 'check' },
  REJECTED: { tone: 'bad', icon: 'cross' },
  WAIVED: { tone: 'warn', icon: 'minus' },
} as const

/** Who has said what already, with their words. */
export function Decisions({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { decisions, checkersNeeded, state } = correction
  const agreed = decisions.filter(({ verdict }) => verdict === 'APPROVED').length
  return (
    <>
      {state === 'PENDING_APPROVAL' && checkersNeeded > 1 && (
        <p>{t('correction.agreed', { agreed, needed: checkersNeeded })}</p>
      )}
      {decisions.length > 0 && (
        <ul className="decisions">
          {decisions.map(({ verdict, person, organisation, at, note, hash }) => (
            <li key={`${verdict} ${at} ${hash}`}>
              <Mark look={LOOKS[verdict]} strong>
                {t(`correctionVerdict.${verdict}`)}
              </Mark>{' '}
              {person?.name ?? t('approvals.unseen')}{' '}
              {organisation !== null && <span className="quiet">{organisation.name}</span>}{' '}
              <span className="quiet">
                <Time at={at} show="clock" />
              </span>
              {note !== '' && <div className="said">{note}</div>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
