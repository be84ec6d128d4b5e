import { useMutation } from '@apollo/client/react'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  OrganisationCreateDocument,
  type OrganisationFullFragment,
  OrganisationUpdateDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { emptyForm, factsOf, formOf } from './facts-form.ts'
import { FactsFields } from './FactsFields.tsx'

/** Changes an organisation, or enters one below it. */
export function EditOrganisation({
  organisation,
  below,
  onClose,
}: {
  organisation: OrganisationFullFragment
  below: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [firstKind = 'STORE'] = organisation.mayHold
  const [form, setForm] = useState(() => (below ? emptyForm(firstKind, organisation.timeZone) : formOf(organisation)))
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const again = { onError: () => undefined, refetchQueries: ['OrganisationPage'] }
  const [create, creating] = useMutation(OrganisationCreateDocument, again)
  const [update, updating] = useMutation(OrganisationUpdateDocument, again)
  const facts = factsOf(form)
  const title = t(below ? 'organisations.add' : 'organisations.edit')
  const submit = async () => {
    if (facts === null) return
    const errors = below ? await sendCreate() : await sendUpdate()
    if (errors === undefined) return
    setRefusals(errors)
    if (errors.length > 0) return
    void message.success(t('organisations.saved'))
    onClose()
  }
  const sendCreate = async () => {
    if (facts === null) return undefined
    const wish = { parentId: organisation.id, kind: form.kind, facts }
    const { data } = await create({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.organisationCreate.userErrors
  }
  const sendUpdate = async () => {
    if (facts === null) return undefined
    const wish = { organisationId: organisation.id, expectedVersion: organisation.version, facts }
    const { data } = await update({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.organisationUpdate.userErrors
  }
  const fault = creating.error ?? updating.error
  return (
    <Panel title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <FactsFields form={form} kinds={below ? organisation.mayHold : null} onChange={setForm} />
        <Refusals refusals={refusals} />
        <FaultPanel error={fault} what={title} />
        <div className="line">
          <Button
            type="primary"
            htmlType="submit"
            disabled={facts === null || form.code === '' || form.name === ''}
            loading={creating.loading || updating.loading}
          >
            {t('organisations.save')}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
    </Panel>
  )
}
