import { ROLES } from '@budeng/access/public'
import { useMutation, useQuery } from '@apollo/client/react'
import { App, Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DeputyCandidatesDocument, DeputySetDocument, type Role } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'

/** Names somebody who stands in for the person at the screen. */
export function SetDeputy() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const keys = useWishKeys()
  const own = useViewer()?.person.role
  const [form, setForm] = useState<{ deputyId?: string; role?: Role; lastDay: string; reason: string }>({
    lastDay: '',
    reason: '',
  })
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const { data } = useQuery(DeputyCandidatesDocument)
  const [send, { loading, error }] = useMutation(DeputySetDocument, {
    onError: () => undefined,
    refetchQueries: ['Deputies'],
  })
  const role = form.role ?? own
  const ready = form.deputyId !== undefined && role !== undefined && form.lastDay !== '' && form.reason.trim() !== ''
  const submit = async () => {
    if (form.deputyId === undefined || role === undefined) return
    const until = new Date(`${form.lastDay}T23:59:59`).toISOString()
    const wish = { deputyId: form.deputyId, role, until, reason: form.reason.trim() }
    const { data: answer } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (answer === undefined) return
    keys.answered(wish)
    setRefusals(answer.deputySet.userErrors)
    if (answer.deputySet.userErrors.length > 0) return
    setForm({ lastDay: '', reason: '' })
    void message.success(t('absence.done'))
  }
  return (
    <Panel title={t('absence.set')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void submit()
        }}
      >
        <div className="grant-figures">
          <div className="field">
            <label htmlFor={`${id}-who`}>{t('absence.deputy')}</label>
            <Select
              id={`${id}-who`}
              value={form.deputyId ?? null}
              options={(data?.deputyCandidates ?? []).map((one) => ({
                value: one.id,
                label: `${one.name} · ${one.email}`,
              }))}
              onChange={(deputyId) => setForm({ ...form, ...(deputyId === null ? {} : { deputyId }) })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-role`}>{t('security.role')}</label>
            <Select
              id={`${id}-role`}
              value={role ?? null}
              options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
              onChange={(chosen) => setForm({ ...form, ...(chosen === null ? {} : { role: chosen }) })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-until`}>{t('grants.lastDay')}</label>
            <Input
              id={`${id}-until`}
              type="date"
              value={form.lastDay}
              onChange={(event) => setForm({ ...form, lastDay: event.target.value })}
            />
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input.TextArea
            id={`${id}-reason`}
            autoSize={{ minRows: 2 }}
            value={form.reason}
            onChange={(event) => setForm({ ...form, reason: event.target.value })}
          />
        </div>
        <Refusals refusals={refusals} />
        <FaultPanel error={error} what={t('absence.set')} />
        <div className="line">
          <Button type="primary" htmlType="submit" disabled={!ready} loading={loading}>
            {t('absence.set')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
