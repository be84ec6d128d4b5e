import { stepsOfTerminal, type TerminalStep } from '@budeng/fleet/public'
import { Button, Flex } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TerminalStateSetDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useViewer } from '../../session/viewer.ts'
import type { TerminalOnPage } from './terminal-page.ts'

/** The steps of its life that a person takes: out of use for a time, back, and for good. */
export function TerminalLife({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const [to, setTo] = useState<TerminalStep | null>(null)
  const may = useViewer()?.permissions.includes('terminal:write') === true
  const steps = stepsOfTerminal(terminal.state)
  if (to !== null && steps.includes(to)) return <StepForm id={terminal.id} to={to} onBack={() => setTo(null)} />
  return (
    <Flex gap="small">
      {steps.map((step) => (
        <Button
          key={step}
          danger={step !== 'ACTIVE'}
          disabled={!may}
          title={may ? undefined : t('terminalStep.notYours')}
          onClick={() => setTo(step)}
        >
          {t(`terminalStep.${step}`)} …
        </Button>
      ))}
    </Flex>
  )
}

function StepForm({ id, to, onBack }: { id: string; to: TerminalStep; onBack: () => void }) {
  const { t } = useTranslation()
  const wish = useWish(TerminalStateSetDocument, (data) => data.terminalStateSet)
  const send = async (reason: string) => {
    if ((await wish.send({ terminalId: id, state: to, reason })) !== null) onBack()
  }
  return (
    <Reasoned
      danger={to !== 'ACTIVE'}
      does={t(`terminalStep.${to}`)}
      wish={wish}
      onDo={(reason) => void send(reason)}
      onBack={onBack}
    >
      <p className="note">{t(`terminalStepWhat.${to}`)}</p>
    </Reasoned>
  )
}
