import { AUTOMATIC_PLAYBOOKS } from '@budeng/access/public'
import { reasonProblem } from '@budeng/fleet/public'
import { Button, Checkbox, Input, InputNumber } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  AutomaticRecoveryStopDocument,
  type OrganisationPoliciesQuery,
  type Playbook,
} from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { useViewer } from '../session/viewer.ts'
import { formatNumber } from '../ui/format.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { PolicyPanel } from './PolicyPanel.tsx'

type Policy = NonNullable<NonNullable<OrganisationPoliciesQuery['organisation']>['policies']>['recovery']

/** Which terminals are brought back without being asked; and the brake, which one person pulls at once. */
export function RecoveryPolicyPanel({
  organisationId,
  policy,
  mayPropose,
}: {
  organisationId: string
  policy: Policy
  mayPropose: boolean
}) {
  const { t, i18n } = useTranslation()
  const [playbooks, setPlaybooks] = useState<Playbook[]>(policy.playbooks)
  const [hours, setHours] = useState({ hoursFrom: policy.hoursFrom, hoursTo: policy.hoursTo })
  const [most, setMost] = useState({ perHour: policy.perHour, perDay: policy.perDay })
  const isOff = policy.playbooks.length === 0 || policy.stopped
  const names = policy.playbooks.map((one) => t(`playbook.${one}`)).join(', ')
  const isWhole = (hours.hoursFrom === null) === (hours.hoursTo === null)
  return (
    <>
      <PolicyPanel
        kind="RECOVERY"
        origin={policy}
        organisationId={organisationId}
        mayPropose={mayPropose}
        facts={[
          [
            t('policy.playbooks'),
            policy.stopped ? t('policy.recoveryStopped') : isOff ? t('policy.recoveryOff') : names,
          ],
          [
            t('policy.hours'),
            policy.hoursFrom === null ? t('policy.anyHour') : `${policy.hoursFrom} – ${policy.hoursTo ?? ''}`,
          ],
          [t('policy.perHour'), formatNumber(policy.perHour, i18n.language)],
          [t('policy.perDay'), formatNumber(policy.perDay, i18n.language)],
        ]}
        wish={isWhole ? { recovery: { playbooks, ...hours, ...most } } : null}
      >
        <Checkbox.Group
          aria-label={t('policy.playbooks')}
          value={playbooks}
          options={AUTOMATIC_PLAYBOOKS.map((value: Playbook) => ({ value, label: t(`playbook.${value}`) }))}
          onChange={setPlaybooks}
        />
        <div className="grant-figures">
          <Hour
            label={t('policy.hoursFrom')}
            value={hours.hoursFrom}
            onChange={(hoursFrom) => setHours({ ...hours, hoursFrom })}
          />
          <Hour
            label={t('policy.hoursTo')}
            value={hours.hoursTo}
            onChange={(hoursTo) => setHours({ ...hours, hoursTo })}
          />
          <Count
            label={t('policy.perHour')}
            value={most.perHour}
            onChange={(perHour) => setMost({ ...most, perHour })}
          />
          <Count label={t('policy.perDay')} value={most.perDay} onChange={(perDay) => setMost({ ...most, perDay })} />
        </div>
      </PolicyPanel>
      {!isOff && <Brake organisationId={organisationId} />}
    </>
  )
}

function Hour({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | null
  onChange: (value: string | null) => void
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="time"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      />
    </div>
  )
}

function Count({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <InputNumber id={id} min={1} max={20_000} value={value} onChange={(next) => onChange(next ?? value)} />
    </div>
  )
}

function Brake({ organisationId }: { organisationId: string }) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const mayStop = useViewer()?.permissions.includes('alert:rule') === true
  const { send, busy, refusals, error } = useWish(AutomaticRecoveryStopDocument, (data) => data.automaticRecoveryStop, [
    'OrganisationPolicies',
  ])
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send({ organisationId, reason: reason.trim() })
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t('policy.stopWhy')}</label>
        <Input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
      </div>
      <Unfulfilled wish={{ refusals, error }} what={t('policy.stop')} />
      <Button danger htmlType="submit" loading={busy} disabled={!mayStop || reasonProblem(reason) !== null}>
        {t('policy.stop')}
      </Button>
    </form>
  )
}
