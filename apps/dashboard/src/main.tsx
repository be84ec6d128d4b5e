import { LoadingOutlined } from '@ant-design/icons'
import { ApolloProvider } from '@apollo/client/react'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import i18next from 'i18next'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { createApi } from './api/client.ts'
import { firstLanguage, kitLocale, startLanguage } from './language/language.ts'
import { OTHER_PAGES_AFTER_MS } from './limits.ts'
import { href, paths } from './paths.ts'
import { createPages } from './routes.tsx'
import { setLocked, watchInput } from './session/idle.ts'
import { LiveLinkProvider } from './shell/live-link.ts'
import { preferences } from './shell/preferences.ts'
import { useScheme } from './shell/scheme.ts'
import { usePhone } from './ui/phone.ts'
import { themeOf } from './ui/theme.ts'
import './ui/base.css'
import './ui/parts.css'
import './shell/frame.css'
import './fleet/fleet.css'
import './money/money.css'
import './corrections/corrections.css'
import './ui/phone.css'

const api = createApi({
  origin: window.location.origin,
  language: () => i18next.language,
  onSignedOut: () => void toLogin(),
  onLocked: () => setLocked(true),
})
const pages = createPages({ client: api.client })

/** The session ended: what was seen is forgotten, and after the login the person is back where they were. */
async function toLogin(): Promise<void> {
  const here = pages.state.location
  if (here.pathname === '/login') return
  await api.client.clearStore()
  await pages.navigate({ href: href(paths.login(here.href)) })
}

function Dashboard() {
  const { i18n } = useTranslation()
  const scheme = useScheme()
  const isPhone = usePhone()
  return (
    <ConfigProvider
      theme={themeOf(scheme, isPhone)}
      locale={kitLocale(i18n.language)}
      componentSize="middle"
      // a button keeps its name while it works: the wheel says nothing of its own
      button={{ autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden aria-label={undefined} /> }}
    >
      <App className="app budeng">
        <RouterProvider router={pages} />
      </App>
    </ConfigProvider>
  )
}

/** Fetches the other pages once the first one has settled: going there is instant, and works while the API restarts. */
function fetchOtherPages(): void {
  for (const route of Object.values(pages.routesById)) void pages.loadRouteChunk(route)
}

async function start(element: HTMLElement): Promise<void> {
  watchInput()
  await startLanguage(firstLanguage(preferences().language, navigator.languages))
  createRoot(element).render(
    <StrictMode>
      <ApolloProvider client={api.client}>
        <LiveLinkProvider value={api.live}>
          <Dashboard />
        </LiveLinkProvider>
      </ApolloProvider>
    </StrictMode>,
  )
  setTimeout(fetchOtherPages, OTHER_PAGES_AFTER_MS)
}

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no element with the id "root".')
void start(element)
