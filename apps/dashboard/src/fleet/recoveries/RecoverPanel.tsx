import { CloseOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@apollo/client/react'
import { useNavigate } from '@tanstack/react-router'
import { reasonProblem } from '@budeng/fleet/public'
import { Alert, Button, Radio, Skeleton } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Playbook,
  PlaybookChoicesDocument,
  PresenceStartDocument,
  RecoveryStartDocument,
} from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { paths } from '../../paths.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { useUrl } from '../../ui/url.ts'
import { PresenceCheck } from '../command/PresenceCheck.tsx'
import { ReloginObstacle } from '../terminal/Diagnosis.tsx'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { useWishKeys } from '../../api/wish-keys.ts'

/** The choice of a playbook beside the terminal's page: those that may not be started now are there too, with the reason. */
export function RecoverPanel({ terminal }: { terminal: TerminalOnPage }) {
  const { search } = useUrl()
  return search['do'] === 'RECOVER' ? <OpenPanel terminal={terminal} /> : null
}

function OpenPanel({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const id = useId()
  const panel = useRef<HTMLElement>(null)
  const challengeId = search['challenge']
  const close = () => change({ do: undefined, challenge: undefined, playbook: undefined, reason: undefined }, 'push')
  useEffect(() => panel.current?.focus(), [challengeId])
  useShortcuts({ escape: close })
  return (
    <aside ref={panel} className="side" tabIndex={-1} aria-labelledby={id}>
      <header className="side-head">
        <h2 id={id}>{t('recovery.of', { tid: terminal.tid })}</h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('request.close')} onClick={close} />
      </header>
      <div className="side-body">
        <Form terminal={terminal} challengeId={challengeId} />
      </div>
    </aside>
  )
}

function Form({ terminal, challengeId }: { terminal: TerminalOnPage; challengeId: string | undefined }) {
  const { t } = useTranslation()
  const url = useUrl()
  const [reason, setReason] = useState('')
  const { data, error, refetch } = useQuery(PlaybookChoicesDocument, { variables: { terminalId: terminal.id } })
  const choices = data?.terminal?.playbooks ?? []
  const cause = terminal.diagnosis.find((one) => one.playbook !== null)
  const fitting = choices.find((one) => one.allowed && one.playbook === cause?.playbook)
  const first = (fitting ?? choices.find(({ allowed }) => allowed))?.playbook
  const playbook = choices.find((one) => one.playbook === url.search['playbook'])?.playbook ?? first
  const start = useStart(terminal)
  if (error !== undefined)
    return <FaultPanel error={error} what={t('recovery.playbook')} retry={() => void refetch()} />
  if (data === undefined) return <Skeleton paragraph={{ rows: 5 }} />
  if (challengeId !== undefined && playbook !== undefined)
    return (
      <div className="stack">
        <PresenceCheck
          id={challengeId}
          onGranted={() => void start.send(playbook, url.search['reason'] ?? reason, challengeId)}
          onAgain={() => url.change({ challenge: undefined })}
        />
        <Unfulfilled wish={start} what={t('recovery.start')} />
      </div>
    )
  const ready = playbook !== undefined && reasonProblem(reason) === null
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void start.begin(playbook, reason)
      }}
    >
      {cause !== undefined && (
        <p>
          {t('recovery.because', { cause: cause.text, likelihood: t(`likelihood.${cause.likelihood}`) })}{' '}
          {cause.pastRuns !== null && t('diagnosis.pastRuns', { ...cause.pastRuns })}
        </p>
      )}
      {playbook === 'AUTH' && <ReloginObstacle terminal={terminal} />}
      <Radio.Group
        className="playbooks"
        aria-label={t('recovery.playbook')}
        value={playbook}
        onChange={(event) => url.change({ playbook: event.target.value as Playbook })}
      >
        {choices.map(({ playbook: one, allowed, reasons }) => (
          <Radio key={one} value={one} disabled={!allowed}>
            {t(`playbook.${one}`)}
            <div className="quiet hint">
              {allowed ? t(`playbookWhat.${one}`) : reasons.map(({ message }) => message).join(' ')}
            </div>
          </Radio>
        ))}
      </Radio.Group>
      {first === undefined && (
        <Alert
          role="status"
          type="warning"
          showIcon
          title={t('recovery.noneAllowed')}
          description={t(cause?.playbook === 'SEC' ? 'reasonNext.TAMPERED' : 'recovery.noneAllowedHow')}
        />
      )}
      <ReasonText reason={reason} onChange={setReason} />
      <Unfulfilled wish={start} what={t('recovery.start')} />
      <Button type="primary" htmlType="submit" size="large" loading={start.busy} disabled={!ready}>
        {t('recovery.start')}
      </Button>
    </form>
  )
}

/** Starts a playbook; whoever must prove the merchant's presence does so first, as for the re-login in it. */
function useStart(terminal: TerminalOnPage) {
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const keys = useWishKeys()
  const navigate = useNavigate()
  const url = useUrl()
  const [send, sent] = useMutation(RecoveryStartDocument, { onError: () => undefined })
  const [prove, proving] = useMutation(PresenceStartDocument, { onError: () => undefined })
  const needsPresence = terminal.actions.find(({ type }) => type === 'RELOGIN')?.needsPresence === true
  const go = async (playbook: Playbook, reason: string, presenceId?: string) => {
    const stepUp = presenceId === undefined ? null : { presenceId }
    const wish = { terminalId: terminal.id, playbook, reason: reason.trim(), stepUp }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.recoveryStart.userErrors)
    const id = data.recoveryStart.recovery?.id
    if (id !== undefined) await navigate(paths.recovery(id))
  }
  return {
    refusals,
    busy: sent.loading || proving.loading,
    error: sent.error ?? proving.error,
    send: go,
    begin: async (playbook: Playbook, reason: string) => {
      if (!needsPresence || playbook !== 'AUTH') return await go(playbook, reason)
      const wish = { terminalId: terminal.id, command: { relogin: {} } }
      const { data } = await prove({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
      if (data !== undefined) keys.answered(wish)
      setRefusals(data?.presenceStart.userErrors ?? [])
      const challenge = data?.presenceStart.challenge?.id
      if (challenge !== undefined) url.change({ challenge, playbook, reason: reason.trim() })
    },
  }
}
