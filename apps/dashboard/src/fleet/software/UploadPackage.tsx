import { Alert, App, Button, Progress } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendFile, type UploadAnswer } from '../../api/send-file.ts'
import { FactList } from '../../ui/FactList.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { fileProblem, type Manifest, manifestOf, packageAddress } from './manifest.ts'

/** A manifest is a few hundred bytes: more is some other file. */
const MANIFEST_BYTES_MAX = 10_000

/** A package goes with the manifest that its vendor made: the API compares the two, and the signature where the key is told. */
export function UploadPackage({ onAdded }: { onAdded: () => void }) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const { message } = App.useApp()
  const { change } = useUrl()
  const [manifest, setManifest] = useState<Manifest | 'NONE' | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [refused, setRefused] = useState<Extract<UploadAnswer, { ok: false }> | null>(null)
  const read = manifest === 'NONE' ? null : manifest
  const problem = file === null ? null : fileProblem(file, read)
  const isReady = read !== null && file !== null && problem === null
  const choose = async (chosen: File | undefined) => {
    setRefused(null)
    if (chosen === undefined) return setManifest(null)
    setManifest((chosen.size > MANIFEST_BYTES_MAX ? null : manifestOf(await chosen.text())) ?? 'NONE')
  }
  const send = async () => {
    if (read === null || file === null) return
    setShare(0)
    setRefused(null)
    const to = { address: packageAddress(read), contentType: 'application/octet-stream', language: i18n.language }
    const answer = await sendFile({ ...to, file, onProgress: setShare })
    setShare(null)
    if (!answer.ok) return setRefused(answer)
    void message.success(t(answer.replayed ? 'software.known' : 'software.isAdded'))
    onAdded()
    change({ act: undefined, package: answer.id }, 'push')
  }
  return (
    <Panel title={t('software.add')}>
      <div className="stack">
        <p className="quiet">{t('software.manifestHow')}</p>
        <div className="field">
          <label htmlFor={`${id}-manifest`}>{t('software.manifest')}</label>
          <input
            id={`${id}-manifest`}
            type="file"
            accept=".json,application/json"
            aria-describedby={`${id}-manifest-problem`}
            onChange={(event) => void choose(event.target.files?.[0])}
          />
          <span id={`${id}-manifest-problem`} className="hint tone-bad" role="alert">
            {manifest === 'NONE' && t('software.noManifest')}
          </span>
        </div>
        {read !== null && <ManifestFacts manifest={read} />}
        <div className="field">
          <label htmlFor={`${id}-file`}>{t('software.file')}</label>
          <input
            id={`${id}-file`}
            type="file"
            aria-describedby={`${id}-file-problem`}
            onChange={(event) => {
              setRefused(null)
              setFile(event.target.files?.[0] ?? null)
            }}
          />
          <span id={`${id}-file-problem`} className="hint tone-bad" role="alert">
            {problem !== null && t(`softwareProblem.${problem}`)}
          </span>
        </div>
        {share !== null && <Progress percent={Math.floor(share * 100)} aria-label={t('file.sending')} />}
        {refused !== null && (
          <Alert
            role="alert"
            type="error"
            showIcon
            title={refused.message === '' ? t('fault_panel.OFFLINE') : refused.message}
            description={refused.requestId !== null && `${t('fault_panel.requestId')} ${refused.requestId}`}
          />
        )}
        <div className="line">
          <Button type="primary" disabled={!isReady} loading={share !== null} onClick={() => void send()}>
            {t('software.send')}
          </Button>
          <Button onClick={() => change({ act: undefined }, 'push')}>{t('approvals.back')}</Button>
        </div>
      </div>
    </Panel>
  )
}

function ManifestFacts({ manifest }: { manifest: Manifest }) {
  const { t, i18n } = useTranslation()
  const { model, version, bytes, sha256, key } = manifest
  return (
    <FactList
      facts={[
        [t('column.model'), model],
        [t('software.version'), version],
        [t('software.size'), t('software.bytes', { count: bytes, number: formatNumber(bytes, i18n.language) })],
        [t('file.sha256'), sha256],
        [t('software.signedBy'), key ?? t('software.keyNotToldHow')],
      ]}
    />
  )
}
