import { useQuery } from '@apollo/client/react'
import { App, Checkbox, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PeopleDocument, type PersonLineFragment, PersonLinkDocument } from '../api/generated/graphql.ts'
import { usePlainWish } from '../api/use-wish.ts'
import { PAGE_SIZE } from '../limits.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { WishForm } from '../ui/WishForm.tsx'

interface LinkProps {
  readonly person: PersonLineFragment
  readonly onClose: () => void
}

/** States that two accounts are one human's, so that none of them checks what another made. It is for good, and so asked twice. */
export function LinkDialog({ person, onClose }: LinkProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [q, setQ] = useState('')
  const [otherPersonId, setOther] = useState<string | null>(null)
  const [isSure, setSure] = useState(false)
  const found = useQuery(PeopleDocument, { variables: { first: PAGE_SIZE, q: q === '' ? null : q } })
  const wish = usePlainWish(PersonLinkDocument, (data) => data.personLink, ['People'])
  const linked = new Set([person.id, ...person.otherAccounts.map((one) => one.id)])
  const link = async () => {
    if (otherPersonId === null || (await wish.send({ personId: person.id, otherPersonId })) === null) return
    void message.success(t('people.linked'))
    onClose()
  }
  return (
    <Modal open footer={null} title={t('people.linkWhat', { name: person.name })} onCancel={onClose} width={520}>
      <WishForm
        wish={wish}
        danger
        does={t('people.link')}
        ready={otherPersonId !== null && isSure}
        onDo={() => void link()}
        onBack={onClose}
      >
        <p className="note">{t('people.linkHow')}</p>
        <div className="field">
          <label htmlFor={id}>{t('people.linkOther')}</label>
          <Select
            id={id}
            className="whole"
            showSearch={{ filterOption: false, onSearch: setQ }}
            value={otherPersonId}
            notFoundContent={t('people.linkNobody')}
            options={(found.data?.people.nodes ?? [])
              .filter((one) => !linked.has(one.id))
              .map((one) => ({ value: one.id, label: `${one.name} · ${one.email} · ${one.organisation.name}` }))}
            onChange={setOther}
          />
        </div>
        <Checkbox checked={isSure} onChange={({ target }) => setSure(target.checked)}>
          {t('people.linkSure')}
        </Checkbox>
        <FaultPanel error={found.error} what={t('settings.people')} />
      </WishForm>
    </Modal>
  )
}
