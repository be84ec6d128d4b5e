import { isCorrectionOver } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { TransactionLink } from '../../money/TransactionLink.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Countdown, Since } from '../../ui/Time.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionMark, useKindName } from '../marks.tsx'
import { NextToCheck } from './NextToCheck.tsx'

/** What it is of, for how much, where it stands and how long it waits already. */
export function CorrectionHead({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const { id, number, kind, state, stake, terminal, transaction, submittedAt, madeAt, lapsesAt } = correction
  return (
    <PageHead
      tab={`${number} ${kindName(kind)}`}
      title={
        <>
          <span>{kindName(kind)}</span> {stake.length > 0 && <Amounts of={stake} strong />}{' '}
          <CorrectionMark state={state} strong />
        </>
      }
      below={
        <div className="line">
          <CopyText text={number} />
          {transaction !== null && <TransactionLink transaction={transaction} />}
          {terminal !== null && <TerminalLink terminal={terminal} tab="corrections" />}
          {!isCorrectionOver(state) && (
            <span className="quiet">
              {t('approvals.age')} <Since at={submittedAt ?? madeAt} />
            </span>
          )}
          {state === 'PENDING_APPROVAL' && lapsesAt !== null && (
            <span className="quiet">
              {t('approvals.lapses')} <Countdown until={lapsesAt} />
            </span>
          )}
        </div>
      }
      actions={<NextToCheck than={id} />}
    />
  )
}
