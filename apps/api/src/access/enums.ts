import type { Role, Weekday } from '@budeng/access'
import { registerEnumType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import type { Language } from '../language/language.ts'

/** Names that GraphQL allows, of our languages as everything else names them. */
export const LanguageEnum = { ZH_CN: 'zh-CN', EN: 'en' } as const satisfies Record<string, Language>
registerEnumType(LanguageEnum, {
  name: 'PersonLanguage',
  description: 'A language of the platform.',
  valuesConfig: { ZH_CN: { description: '简体中文 (`zh-CN`).' }, EN: { description: 'English (`en`).' } },
})

export const WeekdayEnum = enumeration<Weekday>('Weekday', 'A day of the week.', {
  MO: 'Monday.',
  TU: 'Tuesday.',
  WE: 'Wednesday.',
  TH: 'Thursday.',
  FR: 'Friday.',
  SA: 'Saturday.',
  SU: 'Sunday.',
})

export const NodeKindEnum = enumeration(
  'NodeKind',
  'What an organisation is in the tree acquirer → agent → merchant → store.',
  {
    ACQUIRER: 'The acquirer (收单机构): root of its own tree.',
    AGENT: 'An agent (代理商), possibly under another agent.',
    MERCHANT: 'A merchant (商户).',
    STORE: 'A store (门店) of a merchant: where terminals stand.',
  },
)

export const RoleEnum = enumeration<Role>(
  'Role',
  'What a person may do; the permissions behind it are in `Viewer.permissions`.',
  {
    ADMIN: 'Everything, policies and people included.',
    OPERATIONS: "The acquirer's operations staff (收单机构运营): watches the fleet, acts on one or many terminals.",
    AGENT: "An agent's staff (代理商): brings single terminals of its own subtree back.",
    TECHNICIAN: 'Works at the terminal: reads, tests, inspects.',
    CORRECTION_MAKER: 'Proposes corrections (经办).',
    CORRECTION_CHECKER: 'Approves corrections (复核).',
    AUDITOR: 'Reads all, changes nothing.',
    VIEWER: 'Reads the fleet.',
  },
)
