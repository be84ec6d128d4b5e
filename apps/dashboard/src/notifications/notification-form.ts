import type {
  MailSecurity,
  NotificationDestinationFullFragment,
  NotificationDestinationSaveInput,
  NotificationKind,
  NotificationRuleRowFragment,
  NotificationRuleSaveInput,
  NotificationTopic,
  PersonLanguage,
  Severity,
  Weekday,
} from '../api/generated/graphql.ts'

/** A destination as its form holds it; secrets are empty while the present ones stay. */
export interface DestinationFields {
  readonly organisationId: string
  readonly name: string
  readonly kind: NotificationKind
  readonly language: PersonLanguage
  readonly enabled: boolean
  readonly url: string
  readonly signingSecret: string
  readonly host: string
  readonly port: number
  readonly security: MailSecurity
  readonly user: string
  readonly password: string
  readonly from: string
  /** Receivers as one text. */
  readonly to: string
}

type Destination = NotificationDestinationFullFragment

/** The fields as they begin: with what is set, or with what most will want. */
export function destinationFields(present: Destination | null, organisationId: string): DestinationFields {
  const secrets = { url: '', signingSecret: '', password: '' }
  if (present === null)
    return {
      ...{ organisationId, name: '', kind: 'WECOM', language: 'ZH_CN', enabled: true, ...secrets },
      ...mailFields(null),
    }
  const { name, kind, language, enabled, organisation, mail } = present
  return {
    ...{ organisationId: organisation?.id ?? organisationId, name, kind, language, enabled, ...secrets },
    ...mailFields(mail ?? null),
  }
}

function mailFields(
  mail: Destination['mail'],
): Pick<DestinationFields, 'host' | 'port' | 'security' | 'user' | 'from' | 'to'> {
  if (mail === null) return { host: '', port: 465, security: 'TLS', user: '', from: '', to: '' }
  const { host, port, security, user, from, to } = mail
  return { host, port, security, user: user ?? '', from, to: to.join(', ') }
}

/** The addresses of a text: commas, spaces and Chinese commas stand between them. */
export function receiversIn(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((one) => one !== '')
}

/** The input of the API; null while something is missing that cannot be left out. */
export function destinationWish(
  fields: DestinationFields,
  present: Destination | null,
): Omit<NotificationDestinationSaveInput, 'idempotencyKey' | 'stepUp'> | null {
  const { organisationId, kind, language, enabled, host, port, security, from } = fields
  const name = fields.name.trim()
  const common = {
    ...{ organisationId, name, kind, language, enabled },
    ...(present === null ? {} : { destinationId: present.id, expectedVersion: present.version }),
  }
  if (name === '') return null
  if (kind === 'EMAIL') {
    const to = receiversIn(fields.to)
    const user = fields.user.trim() === '' ? null : fields.user.trim()
    const password = fields.password === '' ? null : fields.password
    if (host.trim() === '' || from.trim() === '' || to.length === 0) return null
    return { ...common, mail: { host: host.trim(), port, security, user, password, from: from.trim(), to } }
  }
  const url = fields.url.trim() === '' ? null : fields.url.trim()
  const signingSecret = fields.signingSecret.trim() === '' ? null : fields.signingSecret.trim()
  return url === null && present === null ? null : { ...common, url, signingSecret }
}

/** A rule as its form holds it. */
export interface NotificationRuleFields {
  readonly topics: readonly NotificationTopic[]
  readonly severity: Severity
  readonly enabled: boolean
  /** False: at any time, and the hours do not count. */
  readonly hasHours: boolean
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
  readonly outsideId: string | null
}

const WORKDAYS: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR']

/** The fields as they begin: what asks for somebody, at any time. */
export function ruleFields(present: NotificationRuleRowFragment | null): NotificationRuleFields {
  return {
    topics: present?.topics ?? ['ALERT_RAISED', 'SLA_MISSED', 'INCIDENT_OPENED', 'RECOVERY_FAILED'],
    severity: present?.severity ?? 'MAJOR',
    enabled: present?.enabled ?? true,
    hasHours: present?.hours != null,
    days: present?.hours?.days ?? WORKDAYS,
    from: present?.hours?.from ?? '09:00',
    to: present?.hours?.to ?? '18:00',
    outsideId: present?.outside?.id ?? null,
  }
}

/** What is missing; null: it may be saved. */
export function ruleProblem({
  topics,
  hasHours,
  days,
  from,
  to,
}: NotificationRuleFields): 'NO_TOPIC' | 'NO_DAY' | 'NO_HOURS' | null {
  if (topics.length === 0) return 'NO_TOPIC'
  if (!hasHours) return null
  if (days.length === 0) return 'NO_DAY'
  return from === '' || to === '' ? 'NO_HOURS' : null
}

/** True for hours that end on the day after, as the platform takes them: a night that begins on Friday ends on Saturday. */
export function overMidnight({ from, to }: Pick<NotificationRuleFields, 'from' | 'to'>): boolean {
  return from !== '' && to !== '' && to <= from
}

/** The input of the API; null while something is missing. */
export function ruleWish(
  destinationId: string,
  fields: NotificationRuleFields,
  present: NotificationRuleRowFragment | null,
): Omit<NotificationRuleSaveInput, 'idempotencyKey'> | null {
  const { topics, severity, enabled, hasHours, days, from, to, outsideId } = fields
  if (ruleProblem(fields) !== null) return null
  return {
    ...{ destinationId, topics: [...topics], severity, enabled },
    hours: hasHours ? { days: [...days], from, to } : null,
    outsideId: hasHours ? outsideId : null,
    ...(present === null ? {} : { ruleId: present.id, expectedVersion: present.version }),
  }
}
