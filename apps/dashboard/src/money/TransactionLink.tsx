import type { RecordType } from '../api/generated/graphql.ts'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { useTypeWord } from './marks.tsx'

interface Named {
  readonly id: string
  readonly type: RecordType | null
  readonly rrn: string | null
  readonly stan: string
}

/** What it is, and the number by which people find it: the host's reference, else the trace number. */
export function TransactionLink({ transaction: { id, type, rrn, stan } }: { transaction: Named }) {
  const typeWord = useTypeWord()
  return (
    <GoTo place={paths.transaction(id)}>
      {typeWord(type)} <span className="mono">{rrn ?? stan}</span>
    </GoTo>
  )
}
