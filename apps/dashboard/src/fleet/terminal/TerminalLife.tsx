import { stepsOfTerminal, type TerminalStep } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import { TerminalStateSetDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { ActButtons } from '../../ui/ActButtons.tsx'
import { MoveForm } from './MoveForm.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

/** What a person does with a terminal's place and life: to another store, out of use for a time, back, and for good. */
export function TerminalLife({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const steps = stepsOfTerminal(terminal.state)
  const acts = [
    // where it stood at its end is where it stays
    ...(terminal.state === 'RETIRED' ? [] : [{ key: 'MOVE' as const, does: t('terminalMove.does') }]),
    ...steps.map((key) => ({ key, does: t(`terminalStep.${key}`), danger: key !== 'ACTIVE' })),
  ]
  return (
    <ActButtons acts={acts} permission="terminal:write" notYours={t('terminalStep.notYours')}>
      {(act, close) =>
        act === 'MOVE' ? (
          <MoveForm terminal={terminal} onClose={close} />
        ) : (
          <StepForm id={terminal.id} to={act} onBack={close} />
        )
      }
    </ActButtons>
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
