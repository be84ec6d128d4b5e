import { useTranslation } from 'react-i18next'
import type { BatchLineFragment } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { BATCH_LOOKS } from '../looks.ts'
import { lifeOf } from './batch-life.ts'

/** From sign-on to settlement: where the batch was, is, and still goes. */
export function BatchLife({ batch }: { batch: BatchLineFragment }) {
  const { t } = useTranslation()
  return (
    <ol className="life">
      {lifeOf(batch).map(({ state, standing, at }) => (
        <li key={state} className={`life-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
          <Mark
            look={
              // what went wrong on the way is not shown as if it had gone well
              standing === 'now' || (standing === 'past' && state === 'UNBALANCED')
                ? BATCH_LOOKS[state]
                : standing === 'past'
                  ? { tone: 'good', icon: 'check' }
                  : { tone: 'quiet', icon: 'hollow' }
            }
          >
            {t(`batchState.${state}`)}
          </Mark>
          {at !== null && (
            <div className="quiet hint">
              <Time at={at} show="moment" terminalZone={batch.terminal?.store.timeZone} />
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}
