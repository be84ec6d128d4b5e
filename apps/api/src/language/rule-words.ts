import type { Rule, RuleId } from '@budeng/corrections'
import type { Language } from './language.ts'

/** What a version of a rule looks for, in one sentence. */
export function ruleSentence({ id, version }: Pick<Rule, 'id' | 'version'>, language: Language): string {
  return OTHER_VERSIONS[language][`${id}.${version}`] ?? SENTENCES[language][id]
}

/** Of versions that look for something else than the first. */
const OTHER_VERSIONS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    'R05.2':
      'The same card paid the same amount twice at one terminal within two minutes, with two taps: hardly time to buy twice.',
  },
  'zh-CN': { 'R05.2': '同一卡两分钟内在同一终端两次刷卡、金额相同：间隔太短，难以是两笔消费。' },
}

const SENTENCES: Readonly<Record<Language, Readonly<Record<RuleId, string>>>> = {
  en: {
    R01: 'A number is missing in a journal below one that is here; numbers are dense, so something was lost.',
    R02: 'Trace numbers have a hole inside a batch, at terminals that have no dense numbers of their own.',
    R03: 'One key came with two different contents.',
    R04: 'One tap of a card, told by the counter of its chip, left two records.',
    R05: 'The same card paid the same amount twice at one terminal within an hour, with two taps.',
    R06: 'The same card paid the same amount at two terminals of one merchant within minutes.',
    R07: 'Terminal, host and file do not say the same amount; a factor of ten or swapped digits is named.',
    R08: 'The totals that a terminal closed with are not the sum of its records.',
    R09: 'A reversal is of something that neither side has.',
    R10: 'The terminal reversed a sale, and the host still has it.',
    R11: 'A sale was reversed that the host approved and the cardholder paid.',
    R12: 'The clock of a terminal is off, by the least delay of its last records.',
    R13: 'A record came when its batch was closed already.',
    R14: 'One side has a transaction that another side should have by now and does not.',
    R15: 'A terminal writes into another batch than the one that the host gave it.',
    R16: 'The answer names another merchant number than the request, and no aggregator explains it.',
    R17: 'More was refunded, completed or voided than there was.',
    R18: 'A journal begins anew, or holds less than it did.',
    R19: 'Two devices speak for one terminal.',
    R20: 'Reversals or declines of a group are far above what is usual at that time.',
    R21: 'The desk itself: the same pair again and again, amounts just below a tier, corrections for one’s own.',
    R22: 'Terminal and host do not name the same type of transaction.',
    R23: 'A fee was booked by another tariff than the one that held on the day.',
    R24: 'Terminal and host name different cards.',
    R25: 'Terminal and host do not say the same outcome.',
  },
  'zh-CN': {
    R01: '终端流水中缺少一个序号，其后的已收到；序号连续，缺号即有丢失。',
    R02: '没有连续序号的终端，其批次内流水号有缺口。',
    R03: '同一键值收到两份不同内容。',
    R04: '按芯片计数器只刷了一次卡，却留下两笔记录。',
    R05: '同一卡一小时内在同一终端两次刷卡、金额相同。',
    R06: '同一卡数分钟内在同一商户的两台终端支付相同金额。',
    R07: '终端、主机、文件金额不一致；若为十倍或数字颠倒则予注明。',
    R08: '终端结算合计与其记录之和不符。',
    R09: '冲正所指的交易双方均无。',
    R10: '终端已冲正，主机仍有该笔消费。',
    R11: '主机已批准、持卡人已付款的消费被冲正。',
    R12: '按近期记录的最小延迟判断，终端时钟不准。',
    R13: '记录到达时其批次已关闭。',
    R14: '一方有的交易，另一方到期仍无。',
    R15: '终端写入的批次与主机分配的不同。',
    R16: '应答的商户号与请求不同，且无聚合关系可解释。',
    R17: '退货、完成或撤销超过原交易。',
    R18: '终端流水重新开始，或少于先前。',
    R19: '两台设备使用同一终端号。',
    R20: '某组的冲正或拒绝远高于平时。',
    R21: '更正台自身：同一对人员反复、金额贴近档位、为自己更正。',
    R22: '终端与主机交易类型不一致。',
    R23: '手续费未按当日费率入账。',
    R24: '终端与主机卡号不一致。',
    R25: '终端与主机交易结果不一致。',
  },
}
