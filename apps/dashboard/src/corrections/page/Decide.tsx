import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  CorrectionApproveDocument,
  type CorrectionFullFragment,
  CorrectionRejectDocument,
} from '../../api/generated/graphql.ts'
import { Hash } from '../../money/Roots.tsx'
import { ActButton, actionOf, whyNot } from '../ActButton.tsx'
import { Reasoned } from '../Reasoned.tsx'
import { Ended } from './Ended.tsx'
import { MakersActs } from './MakersActs.tsx'
import { WhatApproving } from './WhatApproving.tsx'
import { Decisions } from './Decisions.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

/** What deciding does, and the two ways to decide; the yes names the hash of what is shown on this page. */
export function Decide({ correction }: { correction: CorrectionFullFragment }) {
  const isPending = correction.state === 'PENDING_APPROVAL'
  return (
    <div className="stack">
      <Decisions correction={correction} />
      {isPending && <Checker correction={correction} />}
      <Ended correction={correction} />
      <MakersActs correction={correction} />
    </div>
  )
}

/** Reading figures first: refetched, so that rail, overview and inbox go on together. */
const AFTERWARDS = ['CorrectionsToCheck', 'Corrections', 'NextToCheck']

function Checker({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [rejecting, setRejecting] = useState(false)
  const approve = useWish(CorrectionApproveDocument, (data) => data.correctionApprove, AFTERWARDS)
  const reject = useWish(CorrectionRejectDocument, (data) => data.correctionReject, AFTERWARDS)
  const { id, number, diff } = correction
  const may = actionOf(correction, 'APPROVE')
  const named = { correctionId: id, diffHash: diff.hash }
  const say = (word: 'correction.approved' | 'correction.rejected') => void message.success(t(word, { number }))
  if (rejecting)
    return (
      <>
        <Reasoned
          danger
          label={t('correction.rejectReason')}
          does={t('correction.reject')}
          wish={reject}
          what={number}
          onDo={(reason) =>
            void reject.send({ ...named, reason }).then((done) => done !== null && say('correction.rejected'))
          }
          onBack={() => setRejecting(false)}
        />
      </>
    )
  return (
    <>
      <WhatApproving correction={correction} />
      {may !== undefined && !may.allowed && <p className="note">{whyNot(may)}</p>}
      <Unfulfilled wish={approve} what={number} />
      <div className="line decide-line">
        <ActButton
          type="primary"
          action={may}
          busy={approve.busy}
          onAct={() => void approve.send(named).then((done) => done !== null && say('correction.approved'))}
        >
          {t('correction.approve')}
        </ActButton>
        <ActButton action={actionOf(correction, 'REJECT')} onAct={() => setRejecting(true)}>
          {t('correction.reject')} …
        </ActButton>
        <span className="quiet hint">
          {t('approvals.hash')} <Hash of={diff.hash} />
        </span>
      </div>
    </>
  )
}
