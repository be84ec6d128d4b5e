import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { placeName } from './place-name.ts'

export type Placed = Parameters<typeof placeName>[0] & { readonly id: string; readonly tid: string }

interface TerminalLinkProps {
  readonly terminal: Placed | null
  /** Which of its pages; left out: the first. */
  readonly tab?: string
}

/** Which terminal, and where it stands; one that went to somebody else is not shown. */
export function TerminalLink({ terminal, tab }: TerminalLinkProps) {
  const { t } = useTranslation()
  if (terminal === null) return t('recovery.movedAway')
  return (
    <GoTo place={paths.terminal(terminal.id, { tab })}>
      <span className="mono">{terminal.tid}</span> {placeName(terminal)}
    </GoTo>
  )
}
