import { useQuery } from '@apollo/client/react'
import { useEffect, useState } from 'react'
import {
  CorrectionPreviewDocument,
  type CorrectionPreviewInput,
  type FormKindShownFragment,
  type PreviewShownFragment,
} from '../../api/generated/graphql.ts'
import { SEARCH_PAUSE_MS } from '../../limits.ts'
import type { Draft, Patch, Subject } from './draft.ts'

/** What it would do, as of the last pause in typing. */
export interface Preview {
  readonly shown: PreviewShownFragment | null
  /** Something was typed since. */
  readonly isBehind: boolean
  readonly error: unknown
  readonly retry: () => void
}

interface Written {
  readonly draft: Draft
  readonly kind: FormKindShownFragment | null
  readonly patch: Patch['patch']
  readonly subject: Subject
}

/** Asks what the draft would do, after a pause in typing; the last answer stays until the next one comes. */
export function usePreview({ draft, kind, patch, subject }: Written): Preview {
  const input = kind === null ? null : inputOf({ draft, kind, patch, subject })
  const written = JSON.stringify(input)
  const settled = useSettled(written)
  const asked = settled === 'null' ? null : (JSON.parse(settled) as CorrectionPreviewInput)
  const { data, previousData, loading, error, refetch } = useQuery(CorrectionPreviewDocument, {
    variables: { input: asked ?? { kind: 'WRONG_AMOUNT' } },
    skip: asked === null,
    fetchPolicy: 'no-cache',
    notifyOnNetworkStatusChange: true,
  })
  const isSameKind = asked?.kind === kind?.kind
  return {
    shown: kind === null || !isSameKind ? null : ((data ?? previousData)?.correctionPreview ?? null),
    isBehind: loading || settled !== written,
    error: asked === null ? undefined : error,
    retry: () => void refetch(),
  }
}

/** The draft as the API takes it, whole or not. An empty reason is left out: it is asked for at the end. */
export function inputOf({ draft, kind, patch, subject }: Written & { readonly kind: FormKindShownFragment }) {
  const reason = draft.reason.trim()
  return {
    kind: kind.kind,
    ...(subject.transactionId === null ? {} : { transactionId: subject.transactionId }),
    ...(subject.terminalId === null ? {} : { terminalId: subject.terminalId }),
    ...(subject.caseId === null ? {} : { caseId: subject.caseId }),
    ...contentOf({ draft, kind, patch }),
    ...(reason === '' ? {} : { reason }),
  } satisfies CorrectionPreviewInput
}

/** What may be changed as long as it is a draft. */
export function contentOf({
  draft,
  kind,
  patch,
}: Pick<Written, 'draft' | 'patch'> & { readonly kind: FormKindShownFragment }) {
  return {
    patch: [...patch],
    ...(kind.needsLink && draft.linkToId !== null ? { linkToId: draft.linkToId } : {}),
    ...(kind.mayMove && draft.moveToId !== null ? { moveToId: draft.moveToId } : {}),
    ...(kind.needsTariff && draft.tariff !== null ? { tariff: draft.tariff } : {}),
    ...(draft.evidence === null ? {} : { evidence: [...draft.evidence] }),
  }
}

function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
