import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GrantChangeDocument, type GrantFullFragment, GrantGiveDocument } from '../api/generated/graphql.ts'
import { Panel } from '../ui/Panel.tsx'
import { emptyForm, formOf, isComplete, termsOf } from './grant-form.ts'
import { GrantFields } from './GrantFields.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { together, useWish } from '../api/use-wish.ts'

/** Gives a grant, or puts other terms in the place of those of one. */
export function GiveGrant({ grant, onClose }: { grant: GrantFullFragment | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form, setForm] = useState(() => (grant === null ? emptyForm(Date.now()) : formOf(grant)))
  const give = useWish(GrantGiveDocument, (data) => data.grantGive, ['Grants'])
  const change = useWish(GrantChangeDocument, (data) => data.grantChange, ['Grants'])
  const title = t(grant === null ? 'grants.give' : 'grants.change')
  const submit = async () => {
    const wish = { terms: termsOf(form), reason: form.reason.trim() }
    const done =
      grant === null
        ? await give.send({ ...wish, organisationId: form.organisationId ?? '' })
        : await change.send({ ...wish, grantId: grant.id, expectedVersion: grant.version })
    if (done === null) return
    void message.success(t('grants.done'))
    onClose()
  }
  return (
    <Panel title={title}>
      <WishForm
        wish={together([give, change])}
        does={title}
        ready={isComplete(form)}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <GrantFields form={form} onChange={setForm} agent={grant?.organisation.name ?? null} />
      </WishForm>
    </Panel>
  )
}
