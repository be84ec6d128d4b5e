import { reasonProblem, type RequestableType } from '@budeng/fleet/public'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusals } from '../../ui/Refusals.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { EMPTY_FORM, formProblem } from './command-input.ts'
import { ParameterFields } from './ParameterFields.tsx'
import { PresenceCheck } from './PresenceCheck.tsx'
import { EXPIRY_DEFAULT, ReasonFields } from './ReasonFields.tsx'
import { useCommandRequest, type Wish } from './request.ts'
import { WhatHappens } from './WhatHappens.tsx'

interface RequestFormProps {
  readonly terminal: TerminalOnPage
  readonly type: RequestableType
  readonly challengeId: string | undefined
  readonly onChallenge: (id: string | undefined) => void
  readonly onRequested: (commandId: string) => void
}

/** Before the command: what will happen, parameters, reason, expiry; then, where policy asks, the merchant's presence. */
export function RequestForm({ terminal, type, challengeId, onChallenge, onRequested }: RequestFormProps) {
  const { t } = useTranslation()
  const action = terminal.actions.find((one) => one.type === type)
  const [wish, setWish] = useState<Wish>({ form: EMPTY_FORM, reason: '', notAfter: EXPIRY_DEFAULT })
  const { busy, error, refusals, startPresence, request } = useCommandRequest(terminal.id, type)
  const [askAgain, setAskAgain] = useState(false)
  const ready = action?.allowed === true && reasonProblem(wish.reason) === null && formProblem(type, wish.form) === null
  const needsPresence = action?.needsPresence === true

  const send = async (presenceId?: string) => {
    const id = await request(wish, presenceId)
    if (id !== null) onRequested(id)
  }
  const begin = async () => {
    if (!needsPresence) return send()
    const id = await startPresence(wish)
    if (id !== null) onChallenge(id)
  }

  const fields = (
    <>
      <ParameterFields type={type} form={wish.form} onChange={(form) => setWish({ ...wish, form })} />
      <ReasonFields wish={wish} onChange={setWish} />
    </>
  )
  const problems = (
    <>
      <Unfulfilled wish={{ refusals, error }} what={t(`commandType.${type}`)} />
    </>
  )

  if (challengeId !== undefined) {
    return (
      <div className="stack">
        <PresenceCheck
          id={challengeId}
          // who came here through the form has said everything; after a reload of the page it has to be said again
          onGranted={() => (ready ? void send(challengeId) : setAskAgain(true))}
          onAgain={() => onChallenge(undefined)}
        />
        {askAgain && fields}
        {problems}
        {(askAgain || error !== undefined) && (
          <Button type="primary" size="large" loading={busy} disabled={!ready} onClick={() => void send(challengeId)}>
            {t(`act.${type}`, { count: 1, number: '1' })}
          </Button>
        )}
      </div>
    )
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void begin()
      }}
    >
      <WhatHappens terminal={terminal} type={type} form={wish.form} notAfter={wish.notAfter} />
      {fields}
      {action !== undefined && !action.allowed && <Refusals refusals={action.reasons} />}
      {problems}
      <Button type="primary" htmlType="submit" size="large" loading={busy} disabled={!ready}>
        {needsPresence ? t('request.toPresence') : t(`act.${type}`, { count: 1, number: '1' })}
      </Button>
    </form>
  )
}
