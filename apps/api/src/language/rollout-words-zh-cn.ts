import type { RolloutEventWords, RolloutWords } from './rollout-words.ts'

/** Rollouts in Chinese. */
export const rolloutWords: RolloutWords = {
  rolloutWhys: {
    NEEDS_APPROVAL: '等待第二人审批。',
    GOES_ON: '自动推进中。',
    FROZEN: '“{name}”重点保障期间冻结分批执行，其范围内的终端等待至 {until:time}；届时或保障提前结束后自动继续。',
    DISPATCH_STOPPED: '终端等待中：{name} 已在上级停止下发，解除后自动继续。',
    BY_PERSON: '由人员操作。{reason}',
    TOO_MANY_BAD: '已自动停止：{known} 个结果中有 {bad} 个不良。',
    BELOW_SUCCESS: '已暂停：本组 {known} 个结果中有 {bad} 个不良，未达到开启下一组的标准。',
    NOTHING_PROVEN: '已暂停：本组没有任何终端得到结果。',
    APPROVALS_FELL: '已自动停止：已变更终端的交易成功率下降。',
    ALL_DONE: '所有终端均已轮到。',
    DENIED: '第二人已拒绝。',
    LAPSED: '无人在时限内审批。',
  },
  rolloutCauses: {
    NEEDS_APPROVAL: '需要第二人审批',
    GOES_ON: '继续推进',
    FROZEN: '重点保障期间冻结',
    DISPATCH_STOPPED: '已停止下发',
    BY_PERSON: '由人员操作',
    TOO_MANY_BAD: '不良结果过多',
    BELOW_SUCCESS: '本组未达到成功标准',
    NOTHING_PROVEN: '没有得到任何结果',
    APPROVALS_FELL: '交易成功率下降',
    ALL_DONE: '所有终端均已轮到',
    DENIED: '第二人已拒绝',
    LAPSED: '无人在时限内审批',
  },
  parametersHeld: '跳过：终端已是这些参数。',
  planProblems: {
    GROUPS: '各组数量',
    PER_MINUTE: '每分钟指令数',
    SUCCESS: '成功比例',
    ABORT: '停止规则',
    WINDOW: '时间窗口（至少半小时）',
  },
}

/** 发生了什么，每项一句。 */
export const rolloutEvents: RolloutEventWords = {
  RolloutPlanned: '已计划对 {cohort} 台终端分批执行。',
  RolloutReleased: '分批执行已放行。',
  RolloutRefused: '分批执行不会开始：{code:rolloutCauses}。',
  RolloutGroupOpened: '分批执行已开启下一组。',
  RolloutPaused: '分批执行已暂停：{code:rolloutCauses}。{reason?}',
  RolloutStopped: '分批执行已自动停止：{code:rolloutCauses}。',
  RolloutResumed: '分批执行继续。',
  RolloutRetried: '分批执行将重试 {retried} 台终端。',
  RolloutCancelled: '分批执行已取消。{reason}',
  RolloutFinished: '分批执行已完成。',
  TerminalParametersTakenBack: '分批执行设定的参数尚未下发，已撤回；当前为版本 {version}。',
}
