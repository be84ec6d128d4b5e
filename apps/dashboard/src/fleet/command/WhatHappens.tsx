import { useMutation, useQuery } from '@apollo/client/react'
import type { RequestableType } from '@budeng/fleet/public'
import { Skeleton } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectionCreateDocument, SelectionPreviewDocument } from '../../api/generated/graphql.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatDuration, durationMs } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { PREVIEW_LOOKS } from '../looks.ts'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { type CommandForm, commandInput } from './command-input.ts'

interface WhatHappensProps {
  readonly terminal: TerminalOnPage
  readonly type: RequestableType
  readonly form: CommandForm
  readonly notAfter: string
}

/** What the command would do to this terminal now: the server's own preview of a selection of one. */
export function WhatHappens({ terminal, type, form, notAfter }: WhatHappensProps) {
  const { t, i18n } = useTranslation()
  const selection = useSelectionOfOne(terminal.id)
  const { data, error, refetch } = useQuery(SelectionPreviewDocument, {
    variables: { selectionId: selection.id ?? '', command: commandInput(type, form), notAfter },
    skip: selection.id === null || (type === 'MESSAGE_SHOW' && form.template === null),
    fetchPolicy: 'network-only',
  })
  const preview = data?.actionPreview
  const line = preview?.lines[0]
  const fault = error ?? selection.error
  return (
    <section className="what" aria-label={t('request.what')}>
      <p>{t(`does.${type}`)}</p>
      {line !== undefined && preview !== undefined && (
        <>
          <Mark look={PREVIEW_LOOKS[line.kind]} strong>
            {line.text}
          </Mark>
          {line.kind === 'RUN_NOW' && (
            <p className="quiet">
              {t('request.estimate', { length: formatDuration(durationMs(preview.estimate) ?? 0, i18n.language) })}
            </p>
          )}
        </>
      )}
      {line === undefined && fault === undefined && type !== 'MESSAGE_SHOW' && (
        <Skeleton title={false} paragraph={{ rows: 1 }} />
      )}
      <FaultPanel error={fault} what={t('request.what')} retry={() => void refetch()} />
    </section>
  )
}

function useSelectionOfOne(terminalId: string): { id: string | null; error: unknown } {
  const [create, { data, error }] = useMutation(SelectionCreateDocument, { onError: () => undefined })
  const asked = useRef<string | null>(null)
  useEffect(() => {
    if (asked.current === terminalId) return
    asked.current = terminalId
    void create({ variables: { input: { terminalIds: [terminalId] } } })
  }, [create, terminalId])
  return { id: data?.selectionCreate.selection?.id ?? null, error }
}
