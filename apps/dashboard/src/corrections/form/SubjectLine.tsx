import type { TerminalNameFragment, TransactionLineFragment } from '../../api/generated/graphql.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { Amount } from '../../money/Amount.tsx'
import { LabelMark } from '../../money/marks.tsx'
import { TransactionLink } from '../../money/TransactionLink.tsx'
import { Time } from '../../ui/Time.tsx'

interface SubjectLineProps {
  readonly transaction: TransactionLineFragment | null
  readonly terminal: TerminalNameFragment | null
}

/** What is to be corrected, in one line. */
export function SubjectLine({ transaction, terminal }: SubjectLineProps) {
  const where = transaction?.terminal ?? terminal
  return (
    <div className="line">
      {transaction !== null && (
        <>
          <TransactionLink transaction={transaction} />
          <Amount of={transaction.amount} strong />
          <LabelMark label={transaction.label} />
          <Time at={transaction.at} show="moment" terminalZone={where?.store.timeZone} />
        </>
      )}
      {where !== null && <TerminalLink terminal={where} />}
    </div>
  )
}
