import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  CorrectionDraftDocument,
  CorrectionEditDocument,
  CorrectionSubmitDocument,
  type DraftToChangeQuery,
  type FormKindShownFragment,
} from '../../api/generated/graphql.ts'
import { together, useWish } from '../../api/use-wish.ts'
import { paths } from '../../paths.ts'
import { useUrl } from '../../ui/url.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { type Draft, isComplete, type Patch, type Subject } from './draft.ts'
import { contentOf, inputOf, type Preview } from './live-preview.ts'

interface SendDraftProps {
  readonly draft: Draft
  readonly kind: FormKindShownFragment
  readonly patch: Patch
  readonly subject: Subject
  readonly preview: Preview
  readonly changed: DraftToChangeQuery['correction'] | null
}

/** Handed in, or kept as a draft for later; what is missing is said instead of a button that does nothing. */
export function SendDraft({ draft, kind, patch, subject, preview, changed }: SendDraftProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { go } = useUrl()
  const begin = useWish(CorrectionDraftDocument, (data) => data.correctionDraft, AFTERWARDS)
  const edit = useWish(CorrectionEditDocument, (data) => data.correctionEdit, AFTERWARDS)
  const submit = useWish(CorrectionSubmitDocument, (data) => data.correctionSubmit, AFTERWARDS)
  const isWhole = isComplete(draft, kind, patch)
  const why = whyNotYet(isWhole, preview)
  const written = { draft, kind, patch: patch.patch, subject }
  const send = async (isSubmitted: boolean) => {
    const kept =
      changed == null ? await begin.send({ ...inputOf(written), submit: isSubmitted }) : await keep(isSubmitted)
    if (kept?.correction == null) return
    void message.success(
      t(isSubmitted ? 'correction.submitted' : 'correction.kept', { number: kept.correction.number }),
    )
    go(paths.correction(kept.correction.id))
  }
  const keep = async (isSubmitted: boolean) => {
    if (changed == null) return null
    const content = { ...contentOf(written), reason: draft.reason.trim() }
    const kept = await edit.send({ correctionId: changed.id, expectedVersion: changed.version, ...content })
    if (kept?.correction == null || !isSubmitted) return kept
    const { id, version } = kept.correction
    return await submit.send({ correctionId: id, expectedVersion: version })
  }
  const wish = together([begin, edit, submit])
  return (
    <div className="stack">
      <Unfulfilled wish={wish} what={t('correction.form')} />
      <div className="line">
        <Button type="primary" disabled={why !== null} loading={wish.busy} onClick={() => void send(true)}>
          {t('correction.submit')}
        </Button>
        <Button disabled={!isWhole} loading={wish.busy} onClick={() => void send(false)}>
          {t('correction.keepDraft')}
        </Button>
        {why !== null && (
          <span className="quiet" role="status">
            {t(`correctionNotYet.${why}`)}
          </span>
        )}
      </div>
    </div>
  )
}

const AFTERWARDS = ['CorrectionsToCheck', 'Corrections']

/** Why it cannot be handed in yet; null: it can. */
function whyNotYet(isWhole: boolean, { shown: preview, isBehind }: Preview) {
  if (!isWhole) return 'UNFINISHED'
  // what is handed in is what was seen
  if (preview === null || isBehind) return 'RECKONING'
  if (preview.problems.length > 0 || preview.userErrors.length > 0) return 'PROBLEMS'
  return preview.evidenceMissing.length > 0 ? 'EVIDENCE' : null
}
