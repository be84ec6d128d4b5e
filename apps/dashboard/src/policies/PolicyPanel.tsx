import { App, Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyInput, PolicyKind } from '../api/generated/graphql.ts'
import { FactList } from '../ui/FactList.tsx'
import { Panel } from '../ui/Panel.tsx'
import { usePolicyChange } from './policy-change.ts'
import { WishForm } from '../ui/WishForm.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'

/** Where a policy comes from. */
export interface Origin {
  readonly own: boolean
  readonly origin: { readonly id: string; readonly name: string } | null
}

interface PolicyPanelProps {
  readonly kind: PolicyKind
  readonly organisationId: string
  readonly origin: Origin
  readonly mayPropose: boolean
  readonly facts: readonly (readonly [string, ReactNode])[]
  /** The fields of the form. */
  readonly children: ReactNode
  /** What the fields hold; null while they hold nothing that could be asked for. */
  readonly wish: PolicyInput | null
}

/** One matter: what holds and from where, and beneath it the form that asks for another word. */
export function PolicyPanel({ kind, organisationId, origin, mayPropose, facts, children, wish }: PolicyPanelProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const from = origin.own ? t('policy.own') : (origin.origin?.name ?? t('policy.default'))
  return (
    <Panel
      title={t(`policy.${kind}`)}
      extra={
        !open && (
          <Button
            disabled={!mayPropose}
            title={mayPropose ? undefined : t('policy.notYours')}
            onClick={() => setOpen(true)}
          >
            {t('policy.change')}
          </Button>
        )
      }
    >
      <div className="stack">
        <p className="quiet">{t(`policy.${kind}_what`)}</p>
        <FactList facts={[...facts, [t('policy.from'), from]]} />
        {open && (
          <Proposal
            kind={kind}
            organisationId={organisationId}
            own={origin.own}
            wish={wish}
            onDone={() => setOpen(false)}
          >
            {children}
          </Proposal>
        )}
      </div>
    </Panel>
  )
}

function Proposal({
  kind,
  organisationId,
  own,
  wish,
  children,
  onDone,
}: Pick<PolicyPanelProps, 'kind' | 'organisationId' | 'wish' | 'children'> & { own: boolean; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const { propose, busy, refusals, error } = usePolicyChange(organisationId)
  const send = async (policy: PolicyInput | null) => {
    if (policy === null || !(await propose(policy, reason.trim()))) return
    void message.success(t('policy.proposed'))
    onDone()
  }
  return (
    <WishForm
      wish={{ busy, refusals, error }}
      does={t('policy.propose')}
      what={t(`policy.${kind}`)}
      ready={wish !== null && reason.trim() !== ''}
      more={
        own && (
          <Button disabled={reason.trim() === ''} loading={busy} onClick={() => void send({ inherit: kind })}>
            {t('policy.inherit')}
          </Button>
        )
      }
      onDo={() => void send(wish)}
      onBack={onDone}
    >
      {children}
      <ReasonText short reason={reason} onChange={setReason} />
    </WishForm>
  )
}
