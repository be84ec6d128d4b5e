import { reasonProblem, REASON_LENGTH_MAX } from '@budeng/fleet/public'
import { Input, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Wish } from './request.ts'

/** Lengths of life that people choose between; ISO 8601. */
const EXPIRIES = ['PT15M', 'PT1H', 'PT4H', 'P1D'] as const
export const EXPIRY_DEFAULT: (typeof EXPIRIES)[number] = 'PT15M'
export const BULK_EXPIRY_DEFAULT: (typeof EXPIRIES)[number] = 'PT4H'

/** Why, for the record; and how long the command stays valid. */
export function ReasonFields<W extends Pick<Wish, 'reason' | 'notAfter'>>({
  wish,
  onChange,
}: {
  wish: W
  onChange: (wish: W) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const problem = reasonProblem(wish.reason)
  const shown = problem === 'REASON_MISSING' ? null : problem
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
        <Input.TextArea
          id={`${id}-reason`}
          autoSize={{ minRows: 2, maxRows: 5 }}
          value={wish.reason}
          required
          status={shown === null ? '' : 'error'}
          aria-describedby={`${id}-reason-hint`}
          onChange={(event) => onChange({ ...wish, reason: event.target.value })}
        />
        <span id={`${id}-reason-hint`} className={shown === null ? 'quiet hint' : 'tone-bad hint'}>
          {shown === null ? t('request.reasonHint') : t(`reasonProblem.${shown}`, { most: REASON_LENGTH_MAX })}
        </span>
      </div>
      <div className="field">
        <label htmlFor={`${id}-expiry`}>{t('request.expiry')}</label>
        <Select
          id={`${id}-expiry`}
          value={wish.notAfter}
          options={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
          onChange={(notAfter) => onChange({ ...wish, notAfter })}
        />
      </div>
    </>
  )
}
