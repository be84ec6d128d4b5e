import { CARE_ANSWERS, CARE_KINDS, CHECKLISTS } from '@budeng/fleet/public'
import { Alert, App, Button, Input, Radio, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CareVisitRecordDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { useViewer } from '../../session/viewer.ts'
import { Panel } from '../../ui/Panel.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { Photos } from './Photos.tsx'
import { emptyVisit, gapsOf, type VisitGaps, visitOf } from './visit-form.ts'

/** The whole checklist, on the spot: nothing is ticked beforehand, and what it comes to is not for the visitor to say. */
export function VisitForm({ terminal, onClose }: { terminal: TerminalOnPage; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const zone = useViewer()?.timeZone ?? 'UTC'
  const [form, setForm] = useState(() => emptyVisit('INSPECTION', new Date(), zone))
  const [failed, setFailed] = useState(false)
  const asking = useWish(CareVisitRecordDocument, (data) => data.careVisitRecord, ['TerminalVisits'])
  const wish = visitOf(form, terminal.id, zone)
  const gaps = gapsOf(form, zone)
  const submit = async () => {
    if (wish === null) return
    const done = await asking.send(wish)
    if (done?.visit == null) return
    if (done.visit.outcome === 'FAILED') return setFailed(true)
    void message.success(t('visits.done', { outcome: t(`careOutcome.${done.visit.outcome}`) }))
    onClose()
  }
  if (failed)
    return (
      <Alert
        type="error"
        showIcon
        title={t('careOutcome.FAILED')}
        description={t('visits.failedHow')}
        action={<Button onClick={onClose}>{t('approvals.back')}</Button>}
      />
    )
  return (
    <Panel title={t('visits.record')}>
      <WishForm
        wish={asking}
        does={t('visits.record')}
        ready={wish !== null}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <div className="field">
          <label htmlFor={`${id}-kind`}>{t('visits.kind')}</label>
          <Select
            id={`${id}-kind`}
            value={form.kind}
            options={CARE_KINDS.map((value) => ({ value, label: t(`careKind.${value}`) }))}
            onChange={(kind) => setForm({ ...form, kind, answers: {} })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-at`}>{t('visits.doneAt', { zone })}</label>
          <Input
            id={`${id}-at`}
            type="datetime-local"
            value={form.at}
            onChange={(event) => setForm({ ...form, at: event.target.value })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-serial`}>{t('visits.serial')}</label>
          <Input
            id={`${id}-serial`}
            value={form.serial}
            onChange={(event) => setForm({ ...form, serial: event.target.value })}
          />
        </div>
        {CHECKLISTS[form.kind].map((item) => (
          <div className="field" key={item} role="group" aria-label={t(`checkItem.${item}`)}>
            <strong>{t(`checkItem.${item}`)}</strong>
            <Radio.Group
              value={form.answers[item] ?? null}
              options={CARE_ANSWERS.map((value) => ({ value, label: t(`careAnswer.${value}`) }))}
              onChange={({ target }) => setForm({ ...form, answers: { ...form.answers, [item]: target.value } })}
            />
          </div>
        ))}
        <div className="field">
          <label htmlFor={`${id}-findings`}>{t('visits.findings')}</label>
          <Input.TextArea
            id={`${id}-findings`}
            autoSize={{ minRows: 2 }}
            value={form.findings}
            onChange={(event) => setForm({ ...form, findings: event.target.value })}
          />
        </div>
        <Photos
          terminalId={terminal.id}
          photos={form.photos}
          onAdd={(photo) => setForm((before) => ({ ...before, photos: [...before.photos, photo] }))}
        />
        {gaps !== null && <Missing gaps={gaps} />}
      </WishForm>
    </Panel>
  )
}

/** Why it cannot be written down yet. */
function Missing({ gaps: { unanswered, fields } }: { gaps: VisitGaps }) {
  const { t } = useTranslation()
  const missing = [
    ...(unanswered > 0 ? [t('visits.unanswered', { count: unanswered })] : []),
    ...fields.map((name) => t(`visitMissing.${name}`)),
  ]
  return <p className="hint quiet">{t('visits.missing', { what: missing.join(t('notifications.between')) })}</p>
}
