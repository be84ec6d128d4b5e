import { reasonProblem, type RequestableType } from '@budeng/fleet/public'
import { Alert, Button, Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreviewFiguresFragment } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { TYPED_COUNT_FROM } from '../../limits.ts'
import { formatNumber } from '../../ui/format.ts'
import { Refusals } from '../../ui/Refusals.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { formProblem } from '../command/command-input.ts'
import { ParameterFields } from '../command/ParameterFields.tsx'
import { ReasonFields } from '../command/ReasonFields.tsx'
import type { Wish } from '../command/request.ts'
import { addsUp, confirmsCount } from './preview-figures.ts'

export interface BulkWish extends Wish {
  /** The number that was typed to confirm. */
  readonly typed: string
}

interface BulkRequestFormProps {
  readonly type: RequestableType
  readonly count: number
  readonly preview: PreviewFiguresFragment | undefined
  readonly wish: BulkWish
  readonly onChange: (wish: BulkWish) => void
  readonly busy: boolean
  /** What is written elsewhere on the page cannot be asked. */
  readonly wrong: boolean
  readonly refusals: readonly Refused[]
  readonly fault: unknown
  readonly onSubmit: () => void
  readonly onBack: () => void
}

/** Reason, expiry, the typed number, and a button that says verb, number and noun. */
export function BulkRequestForm({
  type,
  count,
  preview,
  wish,
  onChange,
  busy,
  wrong,
  refusals,
  fault,
  onSubmit,
  onBack,
}: BulkRequestFormProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const mustType = count >= TYPED_COUNT_FROM
  const isSound = preview !== undefined && addsUp(preview)
  const ready =
    isSound &&
    !wrong &&
    preview.willCreate > 0 &&
    preview.reasons.length === 0 &&
    reasonProblem(wish.reason) === null &&
    formProblem(type, wish.form) === null &&
    (!mustType || confirmsCount(wish.typed, count))
  return (
    <form
      className="stack panel panel-body"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSubmit()
      }}
    >
      <ParameterFields bulk type={type} form={wish.form} onChange={(form) => onChange({ ...wish, form })} />
      <ReasonFields wish={wish} onChange={onChange} />
      {preview?.needsSecondPerson === true && (
        <Alert type="warning" showIcon title={t('preview.secondPerson')} description={t('preview.secondPersonHow')} />
      )}
      <Refusals refusals={preview?.reasons ?? []} />
      {preview !== undefined && !isSound && <Alert type="error" showIcon title={t('preview.unsound')} />}
      {preview?.willCreate === 0 && <Alert type="info" showIcon title={t('preview.nothingToDo')} />}
      {mustType && (
        <div className="field">
          <label htmlFor={`${id}-count`}>{t('preview.type', { number: count })}</label>
          <Input
            id={`${id}-count`}
            className="number field-short"
            inputMode="numeric"
            autoComplete="off"
            value={wish.typed}
            onChange={(event) => onChange({ ...wish, typed: event.target.value })}
          />
        </div>
      )}
      <Unfulfilled wish={{ refusals, error: fault }} what={t('preview.title')} />
      <div className="line">
        <Button type="primary" htmlType="submit" size="large" disabled={!ready} loading={busy}>
          {t(`act.${type}`, { count, number: formatNumber(count, i18n.language) })}
        </Button>
        <Button size="large" onClick={onBack}>
          {t('approvals.back')}
        </Button>
      </div>
    </form>
  )
}
