import { refuse } from '@budeng/kernel'
import { messageTextProblem } from '../free-text.ts'
import { isMessageTemplate, MESSAGE_TEMPLATES } from '../message-templates.ts'
import { membersOf, READING, unknownMember } from './defaults.ts'
import type { CommandTypeRule, Params, ParamsCheck } from './rule.ts'

/** A line on the terminal's screen: one of our templates, or a text of one's own for those who may. */
export const MESSAGE_SHOW: CommandTypeRule = {
  ...READING,
  type: 'MESSAGE_SHOW',
  tier: 'R1',
  effect: 'idempotent',
  needsReason: true,
  deferredBy: (situation) => (situation.inTransaction ? 'IN_TRANSACTION' : null),
  checkParams,
  paramsDefault: { template: 'CALL_SUPPORT' },
  wireParams: (params) => ({ text: messageText(params) }),
}

function checkParams(params: unknown): ParamsCheck {
  const members = membersOf(params)
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  const unknown = unknownMember(members, ['template', 'text'])
  if (unknown !== null) return unknown
  const { template, text } = members
  if ((template === undefined) === (text === undefined))
    return refuse('BAD_PARAMS', { problem: 'TEMPLATE_OR_TEXT' }, ['params'])
  if (text === undefined)
    return isMessageTemplate(template)
      ? { ok: true, params: { template } }
      : refuse('BAD_PARAMS', { problem: 'UNKNOWN_TEMPLATE' }, ['params', 'template'])
  const problem = messageTextProblem(text)
  return problem === null && typeof text === 'string'
    ? { ok: true, params: { text: text.trim() } }
    : refuse('BAD_PARAMS', { problem: problem ?? 'NOT_A_TEXT' }, ['params', 'text'])
}

/** What the terminal shows. */
function messageText({ template, text }: Params): string {
  if (isMessageTemplate(template)) return MESSAGE_TEMPLATES[template]
  return typeof text === 'string' ? text : ''
}
