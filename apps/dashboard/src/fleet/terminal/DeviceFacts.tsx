import { COMMAND_TYPES } from '@budeng/fleet/public'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Time } from '../../ui/Time.tsx'
import { versionsOf } from '../versions.ts'
import type { TerminalOnPage } from './terminal-page.ts'

type Facts = (readonly [name: string, value: ReactNode])[]

/** The physical device and its versions, or the place where it stands. */
export function DeviceFacts({ terminal, place = false }: { terminal: TerminalOnPage; place?: boolean }) {
  const { t } = useTranslation()
  const device = useDeviceFacts(terminal)
  const where = usePlaceFacts(terminal)
  if (place) return <FactList facts={where} />
  return terminal.device === null ? (
    <Blank title={t('device.none')}>{t('device.noneHow')}</Blank>
  ) : (
    <FactList facts={device} />
  )
}

function useDeviceFacts({ device, store, level, backupAt }: TerminalOnPage): Facts {
  const { t } = useTranslation()
  const label = useLabel()
  if (device === null) return []
  const time = (at: string) => <Time key={at} at={at} show="moment" terminalZone={store.timeZone} />
  const facts: Facts = [
    [t('device.serial'), <CopyText key="serial" text={device.serial} />],
    [t('column.model'), device.model],
    [t('device.state'), label('deviceState', device.state)],
    [t('column.level'), `${level} · ${t(`level.${level}`)}`],
    // the model stands above
    ...versionsOf(device.versions)
      .filter(([name]) => name !== 'model')
      .map(
        ([name, version]) =>
          [
            t('device.version', { name: label('health', name) }),
            <span key={name} className="mono">
              {version}
            </span>,
          ] as const,
      ),
    [t('device.boot'), device.boot ?? t('device.unknown')],
    [t('device.keys'), device.keyListVersion],
    [t('device.backup'), backupAt === null ? t('device.noBackup') : time(backupAt)],
  ]
  if (device.enrolledAt !== null) facts.push([t('device.enrolled'), time(device.enrolledAt)])
  if (device.revokedAt !== null) facts.push([t('device.revoked'), time(device.revokedAt)])
  const word = (type: string) => {
    const known = COMMAND_TYPES.find((one) => one === type)
    return known === undefined ? type : t(`commandType.${known}`)
  }
  if (device.supports !== null) facts.push([t('device.supports'), device.supports.map(word).join(', ')])
  return facts
}

function usePlaceFacts({ store, merchant, agent, acquirer, mid }: TerminalOnPage): Facts {
  const { t } = useTranslation()
  const under = (node: { id: string; name: string }) => (
    <GoTo key={node.id} place={paths.terminals({ org: node.id })}>
      {node.name}
    </GoTo>
  )
  const facts: Facts = [
    [t('place.store'), under(store)],
    [t('place.merchant'), under(merchant)],
    [t('column.mid'), <CopyText key="mid" text={mid} />],
  ]
  if (agent !== null) facts.push([t('place.agent'), under(agent)])
  facts.push([t('place.acquirer'), under(acquirer)], [t('zone.terminal'), store.timeZone])
  if (store.address !== null) facts.push([t('place.address'), store.address])
  if (store.contact !== null) facts.push([t('place.contact'), store.contact])
  if (store.phone !== null) facts.push([t('place.phone'), store.phone])
  return facts
}
