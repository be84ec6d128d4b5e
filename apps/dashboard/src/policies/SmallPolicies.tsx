import { Checkbox, InputNumber } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganisationPoliciesQuery, Role } from '../api/generated/graphql.ts'
import { formatNumber } from '../ui/format.ts'
import { PolicyPanel } from './PolicyPanel.tsx'
import { RoleChoice } from './RoleChoice.tsx'

type Policies = NonNullable<NonNullable<OrganisationPoliciesQuery['organisation']>['policies']>

interface PanelProps<Policy> {
  readonly organisationId: string
  readonly policy: Policy
  readonly mayPropose: boolean
}

/** Who confirms a reversible command on one terminal. */
export function StepUpPanel({ policy, ...rest }: PanelProps<Policies['stepUp']>) {
  const { t } = useTranslation()
  const [singleR1, setRoles] = useState<Role[]>(policy.singleR1)
  const roles = policy.singleR1.map((role) => t(`role.${role}`)).join(', ')
  return (
    <PolicyPanel
      kind="STEP_UP"
      origin={policy}
      facts={[[t('policy.singleR1'), roles === '' ? t('change.nobody') : roles]]}
      wish={{ stepUp: { singleR1 } }}
      {...rest}
    >
      <RoleChoice label={t('policy.singleR1')} value={singleR1} onChange={setRoles} />
    </PolicyPanel>
  )
}

/** From how many terminals on an action counts one tier higher. */
export function BulkRaisePanel({ policy, ...rest }: PanelProps<Policies['bulkRaise']>) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [terminals, setTerminals] = useState(policy.terminals)
  return (
    <PolicyPanel
      kind="BULK_RAISE"
      origin={policy}
      facts={[[t('policy.terminals'), formatNumber(policy.terminals, i18n.language)]]}
      wish={{ bulkRaise: { terminals } }}
      {...rest}
    >
      <div className="field">
        <label htmlFor={id}>{t('policy.terminals')}</label>
        <InputNumber
          id={id}
          min={1}
          max={100_000}
          value={terminals}
          onChange={(value) => setTerminals(value ?? policy.terminals)}
        />
      </div>
    </PolicyPanel>
  )
}

/** Whether one administrator may act alone. */
export function BreakGlassPanel({ policy, ...rest }: PanelProps<Policies['breakGlass']>) {
  const { t } = useTranslation()
  const [allowed, setAllowed] = useState(policy.allowed)
  return (
    <PolicyPanel
      kind="BREAK_GLASS"
      origin={policy}
      facts={[[t('policy.allowed'), t(`change.${policy.allowed}`)]]}
      wish={{ breakGlass: { allowed } }}
      {...rest}
    >
      <Checkbox checked={allowed} onChange={(event) => setAllowed(event.target.checked)}>
        {t('policy.allowed')}
      </Checkbox>
    </PolicyPanel>
  )
}
