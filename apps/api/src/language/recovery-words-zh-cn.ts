import type { RecoveryEventWords, RecoveryWords } from './recovery-words.ts'

const REASONS: RecoveryWords['recoveryReasons'] = {
  UNREACHABLE: '终端无应答。',
  BACKUP_FAILED: '终端数据未能备份。',
  NOT_REGISTERED: '主机未登记该终端，签到无用。',
  HOST_ILL: '主机本身异常。',
  PART_OF_INCIDENT: '属于同一事件。',
  TAMPERED: '终端被拆机。',
  SIGN_ON_KEEPS_FAILING: '签到仍然失败。',
  NETWORK_KEEPS_FAILING: '网络仍未恢复。',
  SYSTEM_KEEPS_FAILING: '软件仍未恢复。',
  HARDWARE_BROKEN: '硬件损坏。',
  SWAPPED: '期间已更换设备。',
  MOVED: '期间已迁移。',
  RETIRED: '期间已停用。',
  GIVEN_UP: '人工结束。',
}

/** Recoveries and work orders in Chinese. */
export const recoveryWords: RecoveryWords = {
  playbooks: { AUTH: '重新签到', NET: '网络', SYS: '软件', HW: '现场处理', SEC: '锁定并更换' },
  recoverySteps: {
    incident: '是否属于事件',
    status: '查询状态',
    classify: '签到是否有用',
    backup: '备份终端数据',
    relogin: '重新签到',
    operator: '操作员登录',
    keys: '更新密钥',
    parameters: '下发参数',
    rebooted: '设备重启后是否正常',
    logs: '获取日志',
    network: '重置网络',
    connected: '新连接后是否正常',
    place: '检查电源和网络',
    sim: '检查 SIM 卡',
    restart: '重启',
    restarted: '重启后是否正常',
    reboot: '重启设备',
    selftest: '自检',
    message: '通知商户',
    paper: '检查打印纸和打印机',
    verify: '问题是否消除',
    compare: '核对流水',
    lock: '锁定',
  },
  stepOutcomes: { SUCCEEDED: '完成', FAILED: '失败', SKIPPED: '跳过' },
  recoveryWarnings: {
    JOURNAL_DIFFERS: '双方流水不一致',
    JOURNAL_NOT_COMPARED: '流水未核对',
    OTHER_FAULTS: '仍有其他故障',
  },
  recoveryEnds: {
    RECOVERED: '已恢复',
    RECOVERED_WITH_WARNING: '已恢复，有提示',
    NOT_FIXABLE_REMOTELY: '无法远程恢复',
    ESCALATED: '需派人到场',
  },
  recoveryReasons: REASONS,
  workOrderReasons: { ...REASONS, VISIT_FAILED: '现场检查发现疑似被动过手脚。' },
  workOrderStates: { OPEN: '待处理', ASSIGNED: '已派单', DONE: '已完成', CANCELLED: '已取消' },
}

/** What happened to them, one sentence each. */
export const recoveryEvents: RecoveryEventWords = {
  AutomaticRecoveryStopped: '已停止自动恢复：{reason}',
  RecoveryStarted: '已开始恢复（{playbook:playbooks}）。{cause:causes?}',
  RecoveryStepBegan: '恢复步骤：{step:recoverySteps}。',
  RecoveryStepEnded: '恢复步骤 {step:recoverySteps}：{outcome:stepOutcomes}。{note:remark?}',
  RecoveryWarned: '恢复提示：{warning:recoveryWarnings}。',
  RecoveryEnded: '恢复结束：{end:recoveryEnds}。{reason:recoveryReasons?}',
  WorkOrderOpened: '已开立工单，期限 {dueAt:time}。{reason:workOrderReasons?}',
  WorkOrderChanged: '工单状态：{state:workOrderStates}。{outcome}',
  WorkOrderPhotoAdded: '工单已添加照片：{name}',
}
