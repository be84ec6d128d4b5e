import { useMutation } from '@apollo/client/react'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GrantChangeDocument, type GrantFullFragment, GrantGiveDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { emptyForm, formOf, isComplete, termsOf } from './grant-form.ts'
import { GrantFields } from './GrantFields.tsx'

/** Gives a grant, or puts other terms in the place of those of one. */
export function GiveGrant({ grant, onClose }: { grant: GrantFullFragment | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [form, setForm] = useState(() => (grant === null ? emptyForm(Date.now()) : formOf(grant)))
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const again = { onError: () => undefined, refetchQueries: ['Grants'] }
  const [give, giving] = useMutation(GrantGiveDocument, again)
  const [change, changing] = useMutation(GrantChangeDocument, again)
  const title = t(grant === null ? 'grants.give' : 'grants.change')
  const submit = async () => {
    const wish = { terms: termsOf(form), reason: form.reason.trim() }
    const errors =
      grant === null
        ? await sendGive({ ...wish, organisationId: form.organisationId ?? '' })
        : await sendChange({ ...wish, grantId: grant.id, expectedVersion: grant.version })
    if (errors === undefined) return
    setRefusals(errors)
    if (errors.length > 0) return
    void message.success(t('grants.done'))
    onClose()
  }
  const sendGive = async (wish: GiveWish) => {
    const { data } = await give({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.grantGive.userErrors
  }
  const sendChange = async (wish: ChangeWish) => {
    const { data } = await change({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.grantChange.userErrors
  }
  const fault = giving.error ?? changing.error
  return (
    <Panel title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (isComplete(form)) void submit()
        }}
      >
        <GrantFields form={form} onChange={setForm} agent={grant?.organisation.name ?? null} />
        <Refusals refusals={refusals} />
        <FaultPanel error={fault} what={title} />
        <div className="line">
          <Button
            type="primary"
            htmlType="submit"
            disabled={!isComplete(form)}
            loading={giving.loading || changing.loading}
          >
            {title}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
    </Panel>
  )
}

interface GiveWish {
  readonly organisationId: string
  readonly terms: ReturnType<typeof termsOf>
  readonly reason: string
}
interface ChangeWish {
  readonly grantId: string
  readonly expectedVersion: number
  readonly terms: ReturnType<typeof termsOf>
  readonly reason: string
}
