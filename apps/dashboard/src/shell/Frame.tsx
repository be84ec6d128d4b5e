import { MenuOutlined, SearchOutlined } from '@ant-design/icons'
import { Outlet } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActingBanner } from '../absence/ActingBanner.tsx'
import { StopBar } from '../fleet/stops/StopBar.tsx'
import { paths } from '../paths.ts'
import { LockSheet, useIdleLock } from '../session/LockSheet.tsx'
import { StepUpDialog } from '../session/StepUpDialog.tsx'
import { useViewer } from '../session/viewer.ts'
import { LiveRegion } from '../ui/announce.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { useUrl } from '../ui/url.ts'
import { Choices } from './Choices.tsx'
import { LinkBar } from './LinkBar.tsx'
import { Rail } from './Rail.tsx'
import { useShortcuts } from './shortcuts.ts'
import { TrainingBar } from './TrainingBar.tsx'
import { UserMenu } from './UserMenu.tsx'
import { ZoneSwitch } from './ZoneSwitch.tsx'

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })))
const KeyboardSheet = lazy(() => import('./KeyboardSheet.tsx').then((module) => ({ default: module.KeyboardSheet })))

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

type Overlay = 'palette' | 'keys' | 'rail' | null

/** What stands above every page while it holds. */
function Bars() {
  return (
    <>
      <TrainingBar />
      <StopBar />
      <ActingBanner />
      <LinkBar />
    </>
  )
}

/** One page on a wall, without what people need who move about. */
function Board() {
  return (
    <main id="main" className="board">
      <TrainingBar />
      <StopBar />
      <LinkBar />
      <Outlet />
      <LiveRegion />
    </main>
  )
}

/** What stands around every page: bar, rail, palette, keyboard. */
export function Frame() {
  const { t } = useTranslation()
  const url = useUrl()
  const viewer = useViewer()
  const [overlay, setOverlay] = useState<Overlay>(null)
  const close = () => setOverlay(null)

  useShortcuts({
    'mod+k': () => setOverlay('palette'),
    '/': () => setOverlay('palette'),
    '?': () => setOverlay('keys'),
    'g o': () => url.go(paths.overview()),
    'g t': () => url.go(paths.terminals()),
    'g c': () => url.go(paths.commands()),
    'g b': () => url.go(paths.bulkActions()),
    'g x': () => url.go(paths.transactions()),
    'g k': () => url.go(paths.corrections()),
    'g d': () => url.go(paths.agreement()),
    'g a': () => url.go(paths.approvals()),
    'g e': () => url.go(paths.events()),
    'g s': () => url.go(paths.settings()),
  })
  useEffect(() => setOverlay(null), [url.path])

  const locked = useIdleLock()
  if (viewer?.boardPage != null) return <Board />
  return (
    <>
      {locked && <LockSheet />}
      <StepUpDialog />
      <div className={locked ? 'frame frame-locked' : 'frame'} inert={locked}>
        <a className="skip" href="#main">
          {t('frame.skip')}
        </a>
        <header className="bar">
          <Button
            className="bar-menu"
            type="text"
            icon={<MenuOutlined />}
            aria-label={t('frame.menu')}
            onClick={() => setOverlay('rail')}
          />
          <GoTo place={paths.overview()} className="wordmark">
            Budeng
          </GoTo>
          {viewer?.training === true && <span className="bar-training">{t('training.short')}</span>}
          <span className="bar-node" title={viewer?.person.organisation.name}>
            {viewer?.person.organisation.name}
          </span>
          <button type="button" className="bar-search" aria-haspopup="dialog" onClick={() => setOverlay('palette')}>
            <SearchOutlined aria-hidden />
            <span>{t('frame.search')}</span>
            <kbd>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
          </button>
          <div className="bar-right">
            <div className="bar-choices">
              <ZoneSwitch />
              <Choices />
            </div>
            <UserMenu onKeys={() => setOverlay('keys')} />
          </div>
        </header>
        <div className="below">
          <nav className="rail-column" aria-label={t('frame.rail')}>
            <Rail />
          </nav>
          <main id="main" tabIndex={-1}>
            <Bars />
            <Outlet />
          </main>
        </div>
        <Drawer open={overlay === 'rail'} onClose={close} placement="left" size={260} title="Budeng">
          <nav aria-label={t('frame.rail')}>
            <Rail wide />
          </nav>
          <div className="drawer-choices">
            <ZoneSwitch />
            <Choices />
          </div>
        </Drawer>
        <Suspense>
          {overlay === 'palette' && <Palette onClose={close} />}
          {overlay === 'keys' && <KeyboardSheet onClose={close} />}
        </Suspense>
        <LiveRegion />
      </div>
    </>
  )
}
