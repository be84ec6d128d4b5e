import type { DeliveryState, DestinationKind, MailSecurity, NotificationTopic } from '@budeng/fleet'
import { enumeration } from '../graphql/enumeration.ts'

export const DestinationKindEnum = enumeration<DestinationKind>('NotificationKind', 'By which way a message goes.', {
  EMAIL: 'Mail, by SMTP.',
  WECOM: 'A group robot of 企业微信.',
  DINGTALK: 'A robot of 钉钉.',
  FEISHU: 'A robot of 飞书.',
  WEBHOOK: 'A program: JSON, signed as Standard Webhooks says.',
})

export const NotificationTopicEnum = enumeration<NotificationTopic>(
  'NotificationTopic',
  'What an organisation may want to be told of.',
  {
    ALERT_RAISED: 'An alert of a terminal, unless it is muted or part of an incident.',
    SLA_MISSED: 'An alert, an incident or a work order whose time ran out with nobody on it.',
    INCIDENT_OPENED: 'Many terminals failed at once.',
    INCIDENT_ENDED: 'They are well again.',
    RECOVERY_ENDED: 'A recovery ended, however.',
    RECOVERY_FAILED: 'A recovery ended without having helped: somebody has to do something.',
    WORK_ORDER_OPENED: 'A technician is needed.',
    WORK_ORDER_ASSIGNED: 'A technician was named.',
    CORRECTION_WAITS: 'A correction waits for its checker.',
    CORRECTION_FAILED:
      'A correction stands still: it could not be posted, its terminal refused it, or it does not reach its terminal.',
    CORRECTION_LAPSES: 'A correction lapses within half a day, or has lapsed: nobody saw to it in time.',
    CASE_SUSPICIOUS:
      'A case looks like fraud: another merchant was answered than the one asked for (R16), two devices take turns as one terminal (R19), or a pattern at the correction desk itself (R21).',
    APPROVAL_WAITS: 'A change, a bulk action or a rollout waits for a second person.',
    ROLLOUT_STOPPED: 'A rollout stopped or paused by itself.',
    DISPATCH_STOPPED: 'Somebody stopped all dispatch.',
    BREAK_GLASS_USED: 'One person alone did what needs two.',
    FILE_MISSING: "An acquirer's file is due and not there.",
  },
)

export const DeliveryStateEnum = enumeration<DeliveryState>(
  'NotificationDeliveryState',
  'How far a message has come.',
  {
    QUEUED: 'It is to be sent, or sent again.',
    DELIVERED: 'The other side took it.',
    FAILED: 'Given up.',
  },
)

export const MailSecurityEnum = enumeration<MailSecurity>('MailSecurity', 'How a mail server is spoken to.', {
  TLS: 'TLS from the first byte.',
  STARTTLS: 'TLS after a greeting, and never without.',
  NONE: 'In the clear: only for servers that the installation lists.',
})
