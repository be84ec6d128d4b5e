import type { Severity } from './severity.ts'

/** What a fault is about: how it is named, and what is done about it, begin with this. */
export const FAULT_CLASSES = ['SYS', 'NET', 'HW', 'SEC', 'AUTH', 'TXN'] as const
export type FaultClass = (typeof FAULT_CLASSES)[number]

/** The first thing to do. `NONE`: it is an observation. */
export const FIRST_ACTIONS = [
  'NONE',
  'WAIT',
  'ASK_STATUS',
  'TELL_MERCHANT',
  'CHECK_SIM',
  'CHECK_NETWORK',
  'RELOGIN',
  'REGISTRATION_TICKET',
  'APP_RESTART',
  'REBOOT',
  'PULL_PARAMETERS',
  'UPDATE',
  'LOAD_KEYS',
  'RENEW_CERTIFICATE',
  'WORK_ORDER',
  'LOCK_AND_SWAP',
  'COMPARE_JOURNAL',
  'SETTLE',
] as const
export type FirstAction = (typeof FIRST_ACTIONS)[number]

export interface FaultFacts {
  readonly severity: Severity
  readonly first: FirstAction
  readonly en: string
  readonly zh: string
}

/** Every fault that the platform knows. A terminal may report others: they are kept and shown by their code. */
export const FAULTS = {
  SYS_APP_CRASH: { severity: 'MAJOR', first: 'APP_RESTART', en: 'Application crashed', zh: '应用崩溃' },
  SYS_ANR: { severity: 'MAJOR', first: 'APP_RESTART', en: 'Application does not respond', zh: '应用无响应' },
  SYS_STORAGE_FULL: { severity: 'MAJOR', first: 'REBOOT', en: 'Storage nearly full', zh: '存储空间不足' },
  SYS_CLOCK_SKEW: { severity: 'MINOR', first: 'ASK_STATUS', en: 'Clock is wrong', zh: '时钟偏差' },
  SYS_REBOOT_LOOP: { severity: 'MAJOR', first: 'UPDATE', en: 'Restarts again and again', zh: '反复重启' },
  SYS_PARAM_MISMATCH: { severity: 'MINOR', first: 'PULL_PARAMETERS', en: 'Parameters out of date', zh: '参数不一致' },
  SYS_UPDATE_STUCK: { severity: 'MINOR', first: 'UPDATE', en: 'Update does not go on', zh: '更新停滞' },
  SYS_KERNEL_OUTDATED: { severity: 'MINOR', first: 'UPDATE', en: 'EMV kernel is outdated', zh: 'EMV 内核版本过旧' },
  NET_NO_HEARTBEAT: { severity: 'MAJOR', first: 'WAIT', en: 'Not heard from', zh: '无心跳' },
  NET_NO_SIM: { severity: 'MAJOR', first: 'CHECK_SIM', en: 'No SIM card', zh: '未插 SIM 卡' },
  NET_SIM_INACTIVE: { severity: 'MAJOR', first: 'CHECK_SIM', en: 'SIM card is not active', zh: 'SIM 卡未激活' },
  NET_WEAK: { severity: 'WARNING', first: 'TELL_MERCHANT', en: 'Weak radio signal', zh: '信号弱' },
  NET_DNS: { severity: 'MINOR', first: 'CHECK_NETWORK', en: 'Names cannot be resolved', zh: '域名解析失败' },
  NET_TLS: { severity: 'MAJOR', first: 'CHECK_NETWORK', en: 'Secure connection fails', zh: 'TLS 连接失败' },
  NET_HOST_UNREACHABLE: { severity: 'MAJOR', first: 'CHECK_NETWORK', en: 'Host cannot be reached', zh: '无法连接主机' },
  NET_HOST_ILL: { severity: 'MAJOR', first: 'WAIT', en: 'Host reports a malfunction', zh: '主机系统异常' },
  NET_FLAPPING: { severity: 'MINOR', first: 'CHECK_NETWORK', en: 'Connection comes and goes', zh: '连接频繁断开' },
  NET_APN: { severity: 'MINOR', first: 'CHECK_SIM', en: 'Wrong access point (APN)', zh: 'APN 配置错误' },
  HW_PRINTER_PAPER_LOW: { severity: 'WARNING', first: 'TELL_MERCHANT', en: 'Paper runs low', zh: '打印纸不足' },
  HW_PRINTER_NO_PAPER: { severity: 'MINOR', first: 'TELL_MERCHANT', en: 'No paper', zh: '打印机缺纸' },
  HW_PRINTER_JAM: { severity: 'MINOR', first: 'TELL_MERCHANT', en: 'Paper jam', zh: '打印机卡纸' },
  HW_PRINTER_FAIL: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Printer is broken', zh: '打印机故障' },
  HW_READER_MSR: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Magnetic reader is broken', zh: '磁条读卡器故障' },
  HW_READER_ICC: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Chip reader is broken', zh: '芯片读卡器故障' },
  HW_READER_NFC: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Contactless reader is broken', zh: '非接读卡器故障' },
  HW_BATTERY: { severity: 'MINOR', first: 'TELL_MERCHANT', en: 'Battery nearly empty', zh: '电池电量不足' },
  HW_DISPLAY: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Display is broken', zh: '显示屏故障' },
  HW_KEYPAD: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Keypad is broken', zh: '键盘故障' },
  HW_TOUCH: { severity: 'MAJOR', first: 'WORK_ORDER', en: 'Touch screen is broken', zh: '触摸屏故障' },
  SEC_TAMPER: { severity: 'CRITICAL', first: 'LOCK_AND_SWAP', en: 'Tampering detected', zh: '检测到拆机' },
  SEC_PED_FAIL: { severity: 'CRITICAL', first: 'LOCK_AND_SWAP', en: 'PIN entry device failed', zh: '密码键盘安全故障' },
  SEC_KEYS_MISSING: { severity: 'CRITICAL', first: 'LOAD_KEYS', en: 'Keys are missing', zh: '密钥丢失' },
  SEC_KEY_EXPIRED: { severity: 'MAJOR', first: 'LOAD_KEYS', en: 'A key has expired', zh: '密钥已过期' },
  SEC_CERT_EXPIRED: {
    severity: 'MAJOR',
    first: 'RENEW_CERTIFICATE',
    en: 'A certificate has expired',
    zh: '证书已过期',
  },
  SEC_ROOTED: { severity: 'CRITICAL', first: 'LOCK_AND_SWAP', en: 'Operating system is rooted', zh: '系统已被 Root' },
  SEC_CLONE_SUSPECT: {
    severity: 'CRITICAL',
    first: 'LOCK_AND_SWAP',
    en: 'Perhaps a copy of this terminal',
    zh: '疑似克隆终端',
  },
  SEC_OUT_OF_FENCE: { severity: 'MAJOR', first: 'TELL_MERCHANT', en: 'Not where it belongs', zh: '超出使用区域' },
  AUTH_LOGGED_OUT: { severity: 'MAJOR', first: 'RELOGIN', en: 'Signed out', zh: '未签到' },
  AUTH_SIGNON_FAILED: { severity: 'MAJOR', first: 'RELOGIN', en: 'Sign-on failed', zh: '签到失败' },
  AUTH_MAC_ERROR: { severity: 'MAJOR', first: 'RELOGIN', en: 'MAC error', zh: 'MAC 校验错误' },
  AUTH_BATCH_MISMATCH: { severity: 'MAJOR', first: 'RELOGIN', en: 'Batch out of step', zh: '批次号不一致' },
  AUTH_TERMINAL_UNREGISTERED: {
    severity: 'MAJOR',
    first: 'REGISTRATION_TICKET',
    en: 'Terminal is not registered at the host',
    zh: '终端未登记',
  },
  AUTH_MERCHANT_INVALID: {
    severity: 'MAJOR',
    first: 'REGISTRATION_TICKET',
    en: 'Merchant is not registered at the host',
    zh: '商户未登记',
  },
  AUTH_OPERATOR_LOCKED: { severity: 'MAJOR', first: 'WAIT', en: 'Sign-on is locked', zh: '签到已锁定' },
  AUTH_DEVICE_CERT: {
    severity: 'MAJOR',
    first: 'RENEW_CERTIFICATE',
    en: 'Device certificate is refused',
    zh: '设备证书被拒绝',
  },
  TXN_REVERSAL_STUCK: {
    severity: 'MINOR',
    first: 'CHECK_NETWORK',
    en: 'A reversal does not go through',
    zh: '冲正未完成',
  },
  TXN_SAF_BACKLOG: { severity: 'MINOR', first: 'CHECK_NETWORK', en: 'Offline sales pile up', zh: '离线交易积压' },
  TXN_SEQ_GAP: { severity: 'MINOR', first: 'COMPARE_JOURNAL', en: 'Records are missing', zh: '流水缺号' },
  TXN_DIGEST_MISMATCH: { severity: 'MAJOR', first: 'COMPARE_JOURNAL', en: 'Journals differ', zh: '流水摘要不一致' },
  TXN_DUPLICATE: { severity: 'MINOR', first: 'COMPARE_JOURNAL', en: 'A transaction is recorded twice', zh: '重复交易' },
  TXN_UNSETTLED_AGE: { severity: 'WARNING', first: 'SETTLE', en: 'Not settled for over a day', zh: '超过一天未结算' },
} as const satisfies Readonly<Record<`${FaultClass}_${string}`, FaultFacts>>
export type FaultCode = keyof typeof FAULTS

export const FAULT_CODES = Object.keys(FAULTS) as readonly FaultCode[]

/** The facts of a fault, or null for a code that only its terminal knows. */
export function faultFacts(code: string): FaultFacts | null {
  return Object.hasOwn(FAULTS, code) ? FAULTS[code as FaultCode] : null
}

/** The class in a code's name; null for one that has none. */
export function faultClass(code: string): FaultClass | null {
  return FAULT_CLASSES.find((name) => code.startsWith(`${name}_`)) ?? null
}
