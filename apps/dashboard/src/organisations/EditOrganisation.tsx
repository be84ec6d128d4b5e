import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  OrganisationCreateDocument,
  type OrganisationFullFragment,
  OrganisationUpdateDocument,
} from '../api/generated/graphql.ts'
import { Panel } from '../ui/Panel.tsx'
import { emptyForm, factsOf, formOf } from './facts-form.ts'
import { FactsFields } from './FactsFields.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { together, useWish } from '../api/use-wish.ts'

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
  const [firstKind = 'STORE'] = organisation.mayHold
  const [form, setForm] = useState(() => (below ? emptyForm(firstKind, organisation.timeZone) : formOf(organisation)))
  const create = useWish(OrganisationCreateDocument, (data) => data.organisationCreate, ['OrganisationPage'])
  const update = useWish(OrganisationUpdateDocument, (data) => data.organisationUpdate, ['OrganisationPage'])
  const facts = factsOf(form)
  const title = t(below ? 'organisations.add' : 'organisations.edit')
  const submit = async () => {
    if (facts === null) return
    const { id, version } = organisation
    const done = below
      ? await create.send({ parentId: id, kind: form.kind, facts })
      : await update.send({ organisationId: id, expectedVersion: version, facts })
    if (done === null) return
    void message.success(t('organisations.saved'))
    onClose()
  }
  return (
    <Panel title={title}>
      <WishForm
        wish={together([create, update])}
        does={t('organisations.save')}
        what={title}
        ready={facts !== null && form.code !== '' && form.name !== ''}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <FactsFields form={form} kinds={below ? organisation.mayHold : null} onChange={setForm} />
      </WishForm>
    </Panel>
  )
}
