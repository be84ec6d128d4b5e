import { isCorrectionOver } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
import { paths } from '../../paths.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
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
          {transaction !== null && (
            <GoTo place={paths.transaction(transaction.id)}>
              {transaction.type === null ? t('money.unknownType') : t(`recordType.${transaction.type}`)}{' '}
              <span className="mono">{transaction.rrn ?? transaction.stan}</span>
            </GoTo>
          )}
          {terminal !== null && (
            <GoTo place={paths.terminal(terminal.id, { tab: 'corrections' })}>
              <span className="mono">{terminal.tid}</span> {placeName(terminal)}
            </GoTo>
          )}
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
