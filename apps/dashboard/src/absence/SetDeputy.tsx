import { ROLES } from '@budeng/access/public'
import { useQuery } from '@apollo/client/react'
import { App, Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DeputyCandidatesDocument, DeputySetDocument, type Role } from '../api/generated/graphql.ts'
import { useViewer } from '../session/viewer.ts'
import { Panel } from '../ui/Panel.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { useWish } from '../api/use-wish.ts'

/** Names somebody who stands in for the person at the screen. */
export function SetDeputy() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const own = useViewer()?.person.role
  const [form, setForm] = useState<{ deputyId?: string; role?: Role; lastDay: string; reason: string }>({
    lastDay: '',
    reason: '',
  })
  const { data } = useQuery(DeputyCandidatesDocument)
  const asking = useWish(DeputySetDocument, (answer) => answer.deputySet, ['Deputies'])
  const role = form.role ?? own
  const ready = form.deputyId !== undefined && role !== undefined && form.lastDay !== '' && form.reason.trim() !== ''
  const submit = async () => {
    if (form.deputyId === undefined || role === undefined) return
    const until = new Date(`${form.lastDay}T23:59:59`).toISOString()
    const wish = { deputyId: form.deputyId, role, until, reason: form.reason.trim() }
    if ((await asking.send(wish)) === null) return
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
        <ReasonText reason={form.reason} onChange={(reason) => setForm({ ...form, reason })} />
        <Unfulfilled wish={asking} what={t('absence.set')} />
        <div className="line">
          <Button type="primary" htmlType="submit" disabled={!ready} loading={asking.busy}>
            {t('absence.set')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
