import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '../../ui/CopyText.tsx'
import { type Ordered, orderedOf } from './ordered.ts'

/** Digits of a hash that people compare at a glance. */
const SHORT = 12

/** What a command orders beside its type, as facts: which software, which words, how deep. */
export function useOrderedFacts(): (type: string, params: unknown) => readonly (readonly [string, ReactNode])[] {
  const { t } = useTranslation()
  const fact = (one: Ordered): readonly [string, ReactNode] => {
    switch (one.kind) {
      case 'VERSION':
        return [t('ordered.VERSION'), <strong key="version">{one.value}</strong>]
      case 'SHA256':
        return [t('file.sha256'), <CopyText key="hash" text={one.value} short={`${one.value.slice(0, SHORT)}…`} />]
      case 'MESSAGE':
        return [t('request.message'), one.value]
      case 'LEVEL':
        return [t('request.level'), t(`reloginLevel.${one.value}`)]
      case 'MEMBER':
        return [one.name, one.value]
    }
  }
  return (type, params) => orderedOf(type, params).map(fact)
}
