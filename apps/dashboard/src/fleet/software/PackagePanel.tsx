import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type SoftwareRowFragment, SoftwarePackageWithdrawDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { RollOut } from './RollOut.tsx'
import { RunsOn } from './RunsOn.tsx'
import { PackageMark } from './SoftwareTable.tsx'

interface PanelProps {
  readonly one: SoftwareRowFragment
  readonly mayWithdraw: boolean
}

/** One package: what it is, who signed it, where it runs; from here it is rolled out or withdrawn. */
export function PackagePanel({ one, mayWithdraw }: PanelProps) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const close = () => change({ package: undefined, act: undefined }, 'push')
  useShortcuts({ escape: close })
  const isWithdrawing = search['act'] === 'withdraw' && mayWithdraw && one.withdrawnAt === null
  return (
    <div ref={panel} tabIndex={-1}>
      <Panel
        title={
          <span className="line">
            {one.model} <span className="mono">{one.version}</span> <PackageMark withdrawn={one.withdrawnAt !== null} />
          </span>
        }
        extra={<Button type="text" icon={<CloseOutlined />} aria-label={t('software.close')} onClick={close} />}
      >
        <div className="stack">
          <FactList facts={useFacts(one)} />
          {isWithdrawing ? (
            <Withdraw one={one} onBack={() => change({ act: undefined }, 'push')} />
          ) : (
            one.withdrawnAt === null && (
              <div className="line">
                <RollOut one={one} />
                <Button
                  danger
                  disabled={!mayWithdraw}
                  title={mayWithdraw ? undefined : t('software.notYours')}
                  onClick={() => change({ act: 'withdraw' }, 'push')}
                >
                  {t('software.withdraw')} …
                </Button>
              </div>
            )
          )}
        </div>
      </Panel>
    </div>
  )
}

function useFacts(one: SoftwareRowFragment): readonly (readonly [string, ReactNode])[] {
  const { t, i18n } = useTranslation()
  const { bytes, sha256, signature, vendorKey, addedBy, createdAt } = one
  const who = (person: { name: string } | null) => person?.name ?? t('software.somebody')
  return [
    [t('software.runningOn'), <RunsOn key="runs" one={one} />],
    [t('software.size'), t('software.bytes', { count: bytes, number: formatNumber(bytes, i18n.language) })],
    [t('file.sha256'), <CopyText key="hash" text={sha256} />],
    [t('software.signature'), <CopyText key="signature" text={signature} short={`${signature.slice(0, 24)}…`} />],
    [
      t('software.signedBy'),
      vendorKey === null ? t('software.keyNotToldHow') : <CopyText key="key" text={vendorKey} />,
    ],
    [t('software.addedBy'), who(addedBy)],
    [t('software.added'), <Time key="at" at={createdAt} show="moment" />],
    ...(one.withdrawnAt === null
      ? []
      : ([
          [t('software.withdrawnBy'), who(one.withdrawnBy)],
          [t('software.withdrawnAt'), <Time key="withdrawn" at={one.withdrawnAt} show="moment" />],
          [t('request.reason'), one.withdrawnReason],
        ] as const)),
  ]
}

function Withdraw({ one, onBack }: { one: SoftwareRowFragment; onBack: () => void }) {
  const { t } = useTranslation()
  const wish = useWish(SoftwarePackageWithdrawDocument, (data) => data.softwarePackageWithdraw, ['Software'])
  const send = async (reason: string) => {
    if ((await wish.send({ packageId: one.id, reason })) !== null) onBack()
  }
  return (
    <Reasoned danger does={t('software.withdraw')} wish={wish} onDo={(reason) => void send(reason)} onBack={onBack}>
      <p className="note">{t('software.withdrawWhat')}</p>
    </Reasoned>
  )
}
