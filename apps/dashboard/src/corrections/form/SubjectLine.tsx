import type { TerminalNameFragment, TransactionLineFragment } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
import { Amount } from '../../money/Amount.tsx'
import { LabelMark, useTypeWord } from '../../money/marks.tsx'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Time } from '../../ui/Time.tsx'

interface SubjectLineProps {
  readonly transaction: TransactionLineFragment | null
  readonly terminal: TerminalNameFragment | null
}

/** What is to be corrected, in one line. */
export function SubjectLine({ transaction, terminal }: SubjectLineProps) {
  const typeWord = useTypeWord()
  const where = transaction?.terminal ?? terminal
  return (
    <div className="line">
      {transaction !== null && (
        <>
          <GoTo place={paths.transaction(transaction.id)}>
            {typeWord(transaction.type)} <span className="mono">{transaction.rrn ?? transaction.stan}</span>
          </GoTo>
          <Amount of={transaction.amount} strong />
          <LabelMark label={transaction.label} />
          <Time at={transaction.at} show="moment" terminalZone={where?.store.timeZone} />
        </>
      )}
      {where !== null && (
        <GoTo place={paths.terminal(where.id)}>
          <span className="mono">{where.tid}</span> {placeName(where)}
        </GoTo>
      )}
    </div>
  )
}
