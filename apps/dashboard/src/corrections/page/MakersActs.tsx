import { useTranslation } from 'react-i18next'
import {
  type CorrectionFullFragment,
  CorrectionSubmitDocument,
  CorrectionWithdrawDocument,
} from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { useUrl } from '../../ui/url.ts'
import { ActButton, actionOf, WhyNotAll } from '../ActButton.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { together, useWish } from '../../api/use-wish.ts'

const AFTERWARDS = ['CorrectionsToCheck', 'Corrections']
/** Once these are reached the books hold it: what is wrong with it is corrected by another one. */
const POSTED = new Set(['VERIFIED', 'CLOSED'])

/** What its maker may do meanwhile, and how a correction is itself corrected. */
export function MakersActs({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { go } = useUrl()
  const submit = useWish(CorrectionSubmitDocument, (data) => data.correctionSubmit, AFTERWARDS)
  const withdraw = useWish(CorrectionWithdrawDocument, (data) => data.correctionWithdraw, AFTERWARDS)
  const { id, version, number, state, transaction } = correction
  const named = { correctionId: id, expectedVersion: version }
  const isDraft = state === 'DRAFT'
  const own = useViewer()?.person.id
  const mayWithdraw = actionOf(correction, 'WITHDRAW')
  const isMaker = correction.makers.some(({ id: maker }) => maker === own)
  return (
    <>
      <Unfulfilled wish={together([submit, withdraw])} what={number} />
      <div className="line">
        {isDraft && (
          <>
            <ActButton
              type="primary"
              action={actionOf(correction, 'SUBMIT')}
              busy={submit.busy}
              onAct={() => void submit.send(named)}
            >
              {t('correction.submit')}
            </ActButton>
            <ActButton action={actionOf(correction, 'EDIT')} onAct={() => go(paths.correctionNew({ edit: id }))}>
              {t('correction.edit')}
            </ActButton>
          </>
        )}
        {isMaker && (isDraft || state === 'SUBMITTED' || state === 'PENDING_APPROVAL') && (
          <ActButton action={mayWithdraw} busy={withdraw.busy} onAct={() => void withdraw.send(named)}>
            {t('correction.withdraw')}
          </ActButton>
        )}
        {POSTED.has(state) && transaction !== null && (
          <ActButton
            action={{ name: 'again', allowed: true, reasons: [] }}
            onAct={() => go(paths.correctionNew({ transaction: transaction.id }))}
          >
            {t('correction.correctAgain')} …
          </ActButton>
        )}
      </div>
      {isDraft && <WhyNotAll actions={[actionOf(correction, 'SUBMIT'), actionOf(correction, 'EDIT')]} />}
    </>
  )
}
