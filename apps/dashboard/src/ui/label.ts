import { useTranslation } from 'react-i18next'

/** Families of codes that the API may extend at any time; a code without a word is shown as it is. */
type OpenFamily =
  | 'fault'
  | 'deviceState'
  | 'evidence'
  | 'health'
  | 'deferral'
  | 'progress'
  | 'fileRefused'
  | 'resultCode'
  | 'fact'
  | 'role'
  | 'policy'
  | 'commandType'
  | 'stepUp'
  | 'hostFact'
  | 'recoveryStep'
  | 'recoveryNote'
  | 'recoveryReason'
  | 'taskSay'
  | 'taskSees'
  | 'rowFault'
  | 'mappingProblem'
  | 'recordField'
  | 'commandState'
  | 'recoveryEnd'
  | 'notificationAnswer'
  | 'parameterProblem'
  | 'checkWaits'
  | 'ruleMode'
  | 'matchState'
  | 'product'
  | 'tariffCardType'

/** Words for codes of an open list. */
export function useLabel(): (family: OpenFamily, code: string) => string {
  const { t, i18n } = useTranslation()
  return (family, code) => (i18n.exists(`${family}.${code}`) ? String(t(`${family}.${code}` as never)) : code)
}
