import { useTranslation } from 'react-i18next'
import type { ImpactShownFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'

/** What the terminal is told, in one line; that it is told nothing, too. */
export function TerminalTold({ order }: { order: ImpactShownFragment['order'] }) {
  const { t } = useTranslation()
  if (order === null) return <Mark look={{ tone: 'quiet', icon: 'minus' }}>{t('correction.terminalNothing')}</Mark>
  const { operation, targetSeq, version } = order
  return (
    <Mark look={{ tone: 'busy', icon: 'send' }}>
      {t('correction.terminalTold', { what: t(`amendment.${operation}`) })}
      {targetSeq !== null && ` · ${t('correction.ofRecord', { seq: targetSeq })}`}
      {` · ${t('transaction.version', { version })}`}
    </Mark>
  )
}
