import { Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertMuteDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { OrganisationSelect } from '../../organisations/OrganisationSelect.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ALERT_SUBJECTS, useSubject } from './subject.ts'

/** Lengths of quiet that are offered, in hours. */
const HOURS = [1, 4, 12, 24, 72, 168] as const
const HOUR_MS = 3_600_000

interface Props {
  readonly own: { readonly id: string; readonly name: string }
  /** Of one terminal; else an organisation is chosen. */
  readonly terminal?: { readonly id: string; readonly tid: string }
  readonly about?: string
  onClose(): void
}

/** Begins a stretch of quiet: where, of what, how long, why. It is in the name of whoever begins it. */
export function MuteForm({ own, terminal, about, onClose }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const subjectName = useSubject()
  const [organisationId, setOrganisationId] = useState(own.id)
  const [subject, setSubject] = useState<string | null>(about ?? null)
  const [hours, setHours] = useState<number>(4)
  const asking = useWish(AlertMuteDocument, (data) => data.alertMute, ['AlertMutes', 'Alerts'])
  const begin = async (reason: string) => {
    const until = new Date(Date.now() + hours * HOUR_MS).toISOString()
    const where = terminal === undefined ? { organisationId } : { terminalId: terminal.id }
    if ((await asking.send({ ...where, subject, until, reason })) !== null) onClose()
  }
  return (
    <Panel title={terminal === undefined ? t('mutes.begin') : `${t('mutes.begin')} · ${terminal.tid}`}>
      <Reasoned does={t('mutes.begin')} wish={asking} onDo={(reason) => void begin(reason)} onBack={onClose}>
        {terminal === undefined && (
          <div className="field">
            <label htmlFor={`${id}-where`}>{t('mutes.where')}</label>
            <OrganisationSelect
              id={`${id}-where`}
              value={organisationId}
              name={own.name}
              onChange={setOrganisationId}
            />
          </div>
        )}
        <div className="field">
          <label htmlFor={`${id}-subject`}>{t('alerts.subject')}</label>
          <Select
            id={`${id}-subject`}
            showSearch={{ optionFilterProp: 'label' }}
            value={subject ?? ''}
            options={[
              { value: '', label: t('mutes.all') },
              ...ALERT_SUBJECTS.map((value) => ({ value, label: subjectName(value) })),
            ]}
            onChange={(value) => setSubject(value === '' ? null : value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-long`}>{t('mutes.long')}</label>
          <Select
            id={`${id}-long`}
            value={hours}
            options={HOURS.map((value) => ({ value, label: t('mutes.hours', { count: value }) }))}
            onChange={setHours}
          />
        </div>
      </Reasoned>
    </Panel>
  )
}
