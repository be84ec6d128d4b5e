import { NOTIFICATION_TOPICS, ON_CALL_DAYS, SEVERITIES } from '@budeng/fleet/public'
import { Checkbox, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type NotificationDestinationFullFragment,
  type NotificationRuleRowFragment,
  NotificationRuleSaveDocument,
  type NotificationTopic,
  type Weekday,
} from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { WishForm } from '../ui/WishForm.tsx'
import { type NotificationRuleFields, overMidnight, ruleFields, ruleProblem, ruleWish } from './notification-form.ts'

interface Props {
  readonly destination: NotificationDestinationFullFragment
  readonly rule: NotificationRuleRowFragment | null
  readonly destinations: readonly NotificationDestinationFullFragment[]
  onClose(): void
}

/** What a destination is told of, from which severity on, and in which hours. */
export function RuleForm({ destination, rule, destinations, onClose }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const [fields, setFields] = useState(() => ruleFields(rule))
  const save = useWish(NotificationRuleSaveDocument, (data) => data.notificationRuleSave, ['NotificationDestinations'])
  const set = (changed: Partial<NotificationRuleFields>) => setFields({ ...fields, ...changed })
  const wish = ruleWish(destination.id, fields, rule)
  const problem = ruleProblem(fields)
  const send = async () => {
    if (wish !== null && (await save.send(wish)) !== null) onClose()
  }
  return (
    <WishForm
      wish={save}
      does={t('notifications.save')}
      what={t('notifications.rule')}
      ready={wish !== null}
      onDo={() => void send()}
      onBack={onClose}
    >
      <fieldset className="field">
        <legend>{t('notifications.topics')}</legend>
        <Checkbox.Group
          options={NOTIFICATION_TOPICS.map((value) => ({ value, label: t(`notificationTopic.${value}`) }))}
          value={[...fields.topics]}
          onChange={(topics: NotificationTopic[]) => set({ topics })}
        />
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-severity`}>{t('notifications.from')}</label>
        <Select
          id={`${id}-severity`}
          value={fields.severity}
          options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={(severity) => set({ severity })}
        />
        <span className="hint quiet">{t('notifications.fromHow')}</span>
      </div>
      <Checkbox checked={fields.hasHours} onChange={({ target }) => set({ hasHours: target.checked })}>
        {t('notifications.hasHours')}
      </Checkbox>
      {fields.hasHours && (
        <HourFields fields={fields} set={set} destination={destination} destinations={destinations} />
      )}
      <Checkbox checked={fields.enabled} onChange={({ target }) => set({ enabled: target.checked })}>
        {t('notifications.ruleEnabled')}
      </Checkbox>
      {problem !== null && <p className="hint tone-bad">{t(`notificationProblem.${problem}`)}</p>}
    </WishForm>
  )
}

interface HourProps extends Pick<Props, 'destination' | 'destinations'> {
  readonly fields: NotificationRuleFields
  set(changed: Partial<NotificationRuleFields>): void
}

function HourFields({ fields, set, destination, destinations }: HourProps) {
  const { t } = useTranslation()
  const id = useId()
  const zone = destination.organisation?.timeZone ?? 'UTC'
  const others = destinations.filter(
    (one) => one.id !== destination.id && one.organisation?.id === destination.organisation?.id,
  )
  const time = (name: 'from' | 'to') => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{t(name === 'from' ? 'notifications.begins' : 'notifications.ends')}</label>
      <Input
        id={`${id}-${name}`}
        type="time"
        value={fields[name]}
        onChange={({ target }) => set({ [name]: target.value })}
      />
    </div>
  )
  return (
    <>
      <fieldset className="field">
        <legend>{t('notifications.days', { zone })}</legend>
        <Checkbox.Group
          className="weekdays"
          options={ON_CALL_DAYS.map((value) => ({ value, label: t(`weekday.${value}`) }))}
          value={[...fields.days]}
          onChange={(days: Weekday[]) => set({ days })}
        />
      </fieldset>
      <div className="field-bar">
        {time('from')}
        {time('to')}
      </div>
      {overMidnight(fields) && <p className="hint quiet">{t('notifications.overMidnight')}</p>}
      <div className="field">
        <label htmlFor={`${id}-outside`}>{t('notifications.outside')}</label>
        <Select
          id={`${id}-outside`}
          value={fields.outsideId ?? ''}
          options={[
            { value: '', label: t('notifications.outsideNowhere') },
            ...others.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={(value) => set({ outsideId: value === '' ? null : value })}
        />
      </div>
    </>
  )
}
