/** What anybody with the right to send messages may show: in two languages on one screen, at most 120 characters each. */
export const MESSAGE_TEMPLATES = {
  CALL_SUPPORT: '请联系收单机构客服。 Please call your acquirer’s support.',
  CHECK_PAPER: '请检查打印纸。 Please check the printer paper.',
  CHECK_NETWORK: '请检查网络或 SIM 卡。 Please check the network or SIM card.',
  RELOGIN_SOON: '终端即将重新签到，请稍候。 The terminal will sign on again shortly.',
  RESTART_SOON: '终端即将重启，请勿交易。 The terminal will restart; please do not start a sale.',
  SETTLE_TODAY: '请今日完成批结算。 Please settle the batch today.',
  BEWARE_IMPOSTORS: '谨防冒充人员更换终端。 Beware of impostors who offer to replace this terminal.',
} as const
export type MessageTemplate = keyof typeof MESSAGE_TEMPLATES

export function isMessageTemplate(name: unknown): name is MessageTemplate {
  return typeof name === 'string' && Object.hasOwn(MESSAGE_TEMPLATES, name)
}
