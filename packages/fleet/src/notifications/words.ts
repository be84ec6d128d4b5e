import type { OwnSubject } from '../alerts/alert-rule.ts'
import type { Severity } from '../health/severity.ts'
import type { GroupKind } from '../outages/outage.ts'
import type { Metric } from '../health/metrics.ts'
import type { RecoveryEnd } from '../recoveries/playbook.ts'
import type { SUSPICIOUS_RULES } from './topics.ts'

export const NOTIFICATION_LANGUAGES = ['zh-CN', 'en'] as const
export type NotificationLanguage = (typeof NOTIFICATION_LANGUAGES)[number]

/** Sentences of messages; `{code}`, `{detail}`, `{count}` and `{of}` are filled in. */
export interface NotificationWords {
  readonly severities: Readonly<Record<Severity, string>>
  readonly metrics: Readonly<Record<Metric, string>>
  readonly groups: Readonly<Record<GroupKind, string>>
  readonly ends: Readonly<Record<RecoveryEnd, string>>
  readonly subjects: Readonly<Record<OwnSubject, string>>
  readonly suspicions: Readonly<Record<(typeof SUSPICIOUS_RULES)[number], string>>
  /** In place of a name: no person made it. */
  readonly platform: string
  readonly events: Readonly<Record<string, string>>
  /** Of a message that tells several things. */
  readonly several: string
  readonly more: string
  readonly open: string
  readonly test: string
  readonly testText: string
  /** Who sends this, and how it ends. */
  readonly footer: string
}

const ZH: NotificationWords = {
  severities: { CRITICAL: '紧急', MAJOR: '重要', MINOR: '次要', WARNING: '警告', INFO: '提示' },
  metrics: {
    ...{ BATTERY: '电量', SIGNAL: '信号', ROUND_TRIP: '主机往返时间', CPU: '处理器', MEMORY_FREE: '剩余内存' },
    ...{ STORAGE_FREE: '剩余存储', CLOCK_SKEW: '时钟偏差', DECLINES: '拒绝率' },
  },
  groups: { STORE: '门店', CELL: '基站', OPERATOR: '运营商', HOST: '主机', APP_VERSION: '应用版本' },
  ends: {
    ...{ RECOVERED: '已恢复', RECOVERED_WITH_WARNING: '已恢复，有提示' },
    ...{ NOT_FIXABLE_REMOTELY: '无法远程恢复', ESCALATED: '需派人到场' },
  },
  subjects: { OFFLINE: '失联', INSPECTION_OVERDUE: '巡检逾期', MAINTENANCE_OVERDUE: '保养逾期' },
  suspicions: {
    ...{ R16: '主机返回了其他商户号', R19: '两台设备交替使用同一终端号' },
    ...{ R21: '更正经办与复核出现异常规律' },
  },
  platform: '平台',
  events: {
    AlertRaised: '告警：{code}',
    AlertOverdue: '告警超时未确认：{code}',
    IncidentOpened: '事件：{code} {detail}，{of} 台中 {count} 台同时异常',
    IncidentOverdue: '事件超时未确认：{code} {detail}',
    IncidentEnded: '事件结束：{code} {detail}，共影响 {count} 台',
    IncidentMerged: '事件已并入范围更大的事件：{code} {detail}',
    IncidentReached: '事件：{code} {detail}，本机构 {count} 台终端同时异常',
    IncidentLeft: '事件结束：{code} {detail}，本机构共影响 {count} 台',
    IncidentPartMerged: '事件已并入范围更大的事件：{code} {detail}，本机构 {count} 台',
    RecoveryEnded: '终端恢复结束：{code}',
    WorkOrderOpened: '新工单',
    WorkOrderChanged: '工单已派人',
    WorkOrderOverdue: '工单超时',
    CorrectionPending: '交易更正待复核',
    CorrectionPostFailed: '交易更正入账失败（经办：{detail}）',
    CorrectionNacked: '终端拒绝了交易更正（经办：{detail}）',
    CorrectionUnreachable: '交易更正无法送达终端（经办：{detail}）',
    CorrectionLapsing: '交易更正即将失效（经办：{detail}）',
    CorrectionExpired: '交易更正已失效，无人及时处理（经办：{detail}）',
    CaseOpened: '可疑：{code}',
    CaseHit: '可疑：{code}',
    ChangeRequested: '变更待第二人批准',
    BulkRequested: '批量操作待第二人批准',
    RolloutPlanned: '分批下发待第二人批准',
    RolloutStopped: '分批下发已自动停止',
    RolloutPaused: '分批下发已自动暂停',
    DispatchStopped: '已停止全部下发',
    BreakGlassUsed: '一人单独执行了须双人完成的操作，待复核',
    FileMissing: '{detail} 的文件未按时收到',
  },
  several: '{count} 条通知',
  more: '另有 {count} 条，见页面',
  open: '查看',
  test: '测试通知',
  testText: '这是一条测试通知：能看到它，说明此渠道可用。',
  footer: '由 Budeng 平台发送。发送内容在“设置 · 通知”中修改。',
}

const EN: NotificationWords = {
  severities: { CRITICAL: 'critical', MAJOR: 'major', MINOR: 'minor', WARNING: 'warning', INFO: 'info' },
  metrics: {
    ...{ BATTERY: 'Battery', SIGNAL: 'Signal', ROUND_TRIP: 'Round trip to the host', CPU: 'CPU' },
    ...{ MEMORY_FREE: 'Free memory', STORAGE_FREE: 'Free storage', CLOCK_SKEW: 'Clock skew', DECLINES: 'Declines' },
  },
  groups: { STORE: 'store', CELL: 'cell', OPERATOR: 'operator', HOST: 'host', APP_VERSION: 'app version' },
  ends: {
    ...{ RECOVERED: 'recovered', RECOVERED_WITH_WARNING: 'recovered, with a warning' },
    ...{ NOT_FIXABLE_REMOTELY: 'cannot be fixed remotely', ESCALATED: 'somebody has to go there' },
  },
  subjects: {
    ...{ OFFLINE: 'Not heard from', INSPECTION_OVERDUE: 'Inspection is overdue' },
    ...{ MAINTENANCE_OVERDUE: 'Maintenance is overdue' },
  },
  suspicions: {
    ...{ R16: 'the host answered with another merchant', R19: 'two devices take turns as one terminal' },
    ...{ R21: 'a pattern at the correction desk' },
  },
  platform: 'the platform',
  events: {
    AlertRaised: 'Alert: {code}',
    AlertOverdue: 'Alert not acknowledged in time: {code}',
    IncidentOpened: 'Incident: {code} {detail}, {count} of {of} terminals at once',
    IncidentOverdue: 'Incident not acknowledged in time: {code} {detail}',
    IncidentEnded: 'Incident over: {code} {detail}, {count} terminals were hit',
    IncidentMerged: 'Incident goes on as a part of a wider one: {code} {detail}',
    IncidentReached: 'Incident: {code} {detail}, {count} of your terminals at once',
    IncidentLeft: 'Incident over: {code} {detail}, {count} of your terminals were hit',
    IncidentPartMerged: 'Incident goes on as a part of a wider one: {code} {detail}, {count} of your terminals',
    RecoveryEnded: 'Recovery ended: {code}',
    WorkOrderOpened: 'A work order was opened',
    WorkOrderChanged: 'A work order was assigned',
    WorkOrderOverdue: 'A work order is overdue',
    CorrectionPending: 'A correction waits for its checker',
    CorrectionPostFailed: 'A correction could not be posted (made by {detail})',
    CorrectionNacked: 'A terminal refused a correction (made by {detail})',
    CorrectionUnreachable: 'A correction does not reach its terminal (made by {detail})',
    CorrectionLapsing: 'A correction lapses soon (made by {detail})',
    CorrectionExpired: 'A correction lapsed: nobody saw to it in time (made by {detail})',
    CaseOpened: 'Suspicious: {code}',
    CaseHit: 'Suspicious: {code}',
    ChangeRequested: 'A change waits for a second person',
    BulkRequested: 'An action on many terminals waits for a second person',
    RolloutPlanned: 'A rollout waits for a second person',
    RolloutStopped: 'A rollout stopped by itself',
    RolloutPaused: 'A rollout paused by itself',
    DispatchStopped: 'All dispatch was stopped',
    BreakGlassUsed: 'One person alone did what needs two; it waits for its review',
    FileMissing: 'The file of {detail} is due and not there',
  },
  several: '{count} notifications',
  more: '{count} more are on the page',
  open: 'open',
  test: 'Test notification',
  testText: 'This is a test: whoever reads it knows that this destination works.',
  footer: 'Sent by the Budeng platform. What is sent here is set under Settings · Notifications.',
}

export const NOTIFICATION_WORDS: Readonly<Record<NotificationLanguage, NotificationWords>> = { 'zh-CN': ZH, en: EN }
