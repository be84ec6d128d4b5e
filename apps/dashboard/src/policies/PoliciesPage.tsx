import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OrganisationChoicesDocument, OrganisationPoliciesDocument } from '../api/generated/graphql.ts'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingPage } from '../ui/Waiting.tsx'
import { BreakGlassPanel, BulkRaisePanel, StepUpPanel } from './SmallPolicies.tsx'
import { PresencePanel } from './PresencePanel.tsx'
import { RecoveryPolicyPanel } from './RecoveryPolicyPanel.tsx'

/** What holds at an organisation, where it comes from, and how to ask for a change. */
export function PoliciesPage() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const { search, change } = useUrl()
  const id = search['org'] ?? viewer?.person.organisation.id ?? ''
  const { data, error, loading, refetch } = useQuery(OrganisationPoliciesDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    skip: id === '',
  })
  const organisation = data?.organisation
  const policies = organisation?.policies
  const mayPropose = viewer?.permissions.includes('policy:write') ?? false
  if (policies == null && loading) return <WaitingPage />
  return (
    <div className="stack">
      <PageHead
        tab={t('settings.policies')}
        title={t('settings.policies')}
        below={<span className="quiet">{t('policy.page')}</span>}
        actions={<OrganisationChoice id={id} name={organisation?.name} onChoose={(org) => change({ org }, 'push')} />}
      />
      <FaultPanel error={error} what={t('settings.policies')} retry={() => void refetch()} />
      {organisation != null && policies != null && (
        <div className="stack" key={organisation.id}>
          <PresencePanel organisationId={organisation.id} policy={policies.presence} mayPropose={mayPropose} />
          <StepUpPanel organisationId={organisation.id} policy={policies.stepUp} mayPropose={mayPropose} />
          <BulkRaisePanel organisationId={organisation.id} policy={policies.bulkRaise} mayPropose={mayPropose} />
          <BreakGlassPanel organisationId={organisation.id} policy={policies.breakGlass} mayPropose={mayPropose} />
          <RecoveryPolicyPanel organisationId={organisation.id} policy={policies.recovery} mayPropose={mayPropose} />
          {policies.exceptions.length > 0 && (
            <Panel title={t('policy.exceptions')}>
              <ul>
                {policies.exceptions.map((one) => (
                  <li key={one.id}>
                    <GoTo place={paths.settings('policies', { org: one.id })}>{one.name}</GoTo>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      )}
    </div>
  )
}

function OrganisationChoice({
  id,
  name,
  onChoose,
}: {
  id: string
  name: string | undefined
  onChoose: (id: string) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const q = useDeferredValue(text)
  const { data } = useQuery(OrganisationChoicesDocument, { variables: { q: q === '' ? null : q } })
  const nodes = data?.organisations.nodes ?? []
  const options = nodes.map((node) => ({ value: node.id, label: node.name }))
  if (name !== undefined && !nodes.some((node) => node.id === id)) options.unshift({ value: id, label: name })
  return (
    <Select
      aria-label={t('policy.organisation')}
      className="field-wide"
      showSearch={{ filterOption: false, onSearch: setText }}
      value={id}
      options={options}
      onChange={onChoose}
    />
  )
}
