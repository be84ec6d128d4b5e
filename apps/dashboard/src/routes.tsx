import type { ApolloClient } from '@apollo/client'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { href, parseSearch, paths, type Place, stringifySearch } from './paths.ts'
import { setLocked } from './session/idle.ts'
import { loadViewer, type Viewer } from './session/viewer.ts'
import { Frame } from './shell/Frame.tsx'
import { NothingHere } from './shell/NothingHere.tsx'
import { PageFault } from './shell/PageFault.tsx'
import { WaitingPage } from './ui/Waiting.tsx'

interface RouteContext {
  readonly client: ApolloClient
}

/** Search text is plain strings; each screen reads the names it knows. */
interface AnySearch {
  tz?: string
  [name: string]: string | undefined
}

const root = createRootRouteWithContext<RouteContext>()({
  validateSearch: (search: Record<string, unknown>) => search as AnySearch,
  search: { middlewares: [retainSearchParams<AnySearch>(['tz'])] },
  notFoundComponent: NothingHere,
  errorComponent: PageFault,
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('./session/LoginPage.tsx'), 'LoginPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./people/InvitationPage.tsx'), 'InvitationPage'),
})

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  component: lazyRouteComponent(() => import('./people/BoardPage.tsx'), 'BoardPage'),
})

/** Everything but the login needs somebody who is signed in; who is not comes back here afterwards. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signedIn',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    const viewer = await loadViewer(context.client)
    // oxlint-disable-next-line typescript/only-throw-error -- the router takes a thrown redirect
    if (viewer === null) throw redirect({ href: href(paths.login(location.href)) })
    if (viewer.locked) setLocked(true)
    const place = placeInstead(viewer, location.pathname)
    // oxlint-disable-next-line typescript/only-throw-error -- the router takes a thrown redirect
    if (place !== null) throw redirect({ href: href(place) })
  },
})

/** Where a person goes first who must set a second factor up, and where a board stays; null: anywhere. */
function placeInstead({ security, boardPage }: Viewer, pathname: string): Place | null {
  const own = paths.settings('security')
  if (security.mustEnrol && pathname !== own.to) return own
  if (boardPage === null) return null
  const places: Readonly<Record<string, Place>> = {
    ...{ overview: paths.overview(), terminals: paths.terminals(), commands: paths.commands(), watch: paths.watch() },
  }
  const place = places[boardPage]
  return place === undefined || place.to === pathname ? null : place
}

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => signedIn, path, component })

const pages = [
  page(
    '/',
    lazyRouteComponent(() => import('./overview/OverviewPage.tsx'), 'OverviewPage'),
  ),
  page(
    '/terminals',
    lazyRouteComponent(() => import('./fleet/list/TerminalsPage.tsx'), 'TerminalsPage'),
  ),
  page(
    '/terminals/$terminalId',
    lazyRouteComponent(() => import('./fleet/terminal/TerminalPage.tsx'), 'TerminalPage'),
  ),
  page(
    '/commands',
    lazyRouteComponent(() => import('./fleet/command/CommandsPage.tsx'), 'CommandsPage'),
  ),
  page(
    '/commands/$commandId',
    lazyRouteComponent(() => import('./fleet/command/CommandPage.tsx'), 'CommandPage'),
  ),
  page(
    '/bulk',
    lazyRouteComponent(() => import('./fleet/bulk/BulkListPage.tsx'), 'BulkListPage'),
  ),
  page(
    '/bulk/new/$selectionId',
    lazyRouteComponent(() => import('./fleet/bulk/BulkPreviewPage.tsx'), 'BulkPreviewPage'),
  ),
  page(
    '/bulk/$bulkId',
    lazyRouteComponent(() => import('./fleet/bulk/BulkPage.tsx'), 'BulkPage'),
  ),
  page(
    '/rollouts',
    lazyRouteComponent(() => import('./fleet/rollouts/RolloutListPage.tsx'), 'RolloutListPage'),
  ),
  page(
    '/rollouts/$rolloutId',
    lazyRouteComponent(() => import('./fleet/rollouts/RolloutPage.tsx'), 'RolloutPage'),
  ),
  page(
    '/software',
    lazyRouteComponent(() => import('./fleet/software/SoftwarePage.tsx'), 'SoftwarePage'),
  ),
  page(
    '/recoveries',
    lazyRouteComponent(() => import('./fleet/recoveries/RecoveriesPage.tsx'), 'RecoveriesPage'),
  ),
  page(
    '/recoveries/$recoveryId',
    lazyRouteComponent(() => import('./fleet/recoveries/RecoveryPage.tsx'), 'RecoveryPage'),
  ),
  page(
    '/alerts',
    lazyRouteComponent(() => import('./fleet/alerts/AlertsPage.tsx'), 'AlertsPage'),
  ),
  page(
    '/visits',
    lazyRouteComponent(() => import('./fleet/care/VisitsPage.tsx'), 'VisitsPage'),
  ),
  page(
    '/watch',
    lazyRouteComponent(() => import('./fleet/watch/WatchPage.tsx'), 'WatchPage'),
  ),
  page(
    '/approvals',
    lazyRouteComponent(() => import('./approvals/ApprovalsPage.tsx'), 'ApprovalsPage'),
  ),
  page(
    '/transactions',
    lazyRouteComponent(() => import('./money/explorer/ExplorerPage.tsx'), 'ExplorerPage'),
  ),
  page(
    '/transactions/$transactionId',
    lazyRouteComponent(() => import('./money/transaction/TransactionPage.tsx'), 'TransactionPage'),
  ),
  page(
    '/batches',
    lazyRouteComponent(() => import('./money/batch/BatchesPage.tsx'), 'BatchesPage'),
  ),
  page(
    '/batches/$batchId',
    lazyRouteComponent(() => import('./money/batch/BatchPage.tsx'), 'BatchPage'),
  ),
  page(
    '/ledger',
    lazyRouteComponent(() => import('./money/ledger/LedgerPage.tsx'), 'LedgerPage'),
  ),
  page(
    '/ledger/$accountNumber',
    lazyRouteComponent(() => import('./money/ledger/AccountPage.tsx'), 'AccountPage'),
  ),
  page(
    '/matches',
    lazyRouteComponent(() => import('./money/matches/MatchesPage.tsx'), 'MatchesPage'),
  ),
  page(
    '/statements/{-$merchantId}',
    lazyRouteComponent(() => import('./money/ledger/StatementsPage.tsx'), 'StatementsPage'),
  ),
  page(
    '/files',
    lazyRouteComponent(() => import('./money/files/FilesPage.tsx'), 'FilesPage'),
  ),
  page(
    '/files/$fileId',
    lazyRouteComponent(() => import('./money/files/FilePage.tsx'), 'FilePage'),
  ),
  page(
    '/exports',
    lazyRouteComponent(() => import('./money/exports/ExportsPage.tsx'), 'ExportsPage'),
  ),
  page(
    '/agreement',
    lazyRouteComponent(() => import('./money/agreement/AgreementPage.tsx'), 'AgreementPage'),
  ),
  page(
    '/agreement/$differenceId',
    lazyRouteComponent(() => import('./money/agreement/DifferencePage.tsx'), 'DifferencePage'),
  ),
  page(
    '/cases',
    lazyRouteComponent(() => import('./corrections/cases/CasesPage.tsx'), 'CasesPage'),
  ),
  page(
    '/cases/$caseId',
    lazyRouteComponent(() => import('./corrections/cases/CasePage.tsx'), 'CasePage'),
  ),
  page(
    '/corrections/rules',
    lazyRouteComponent(() => import('./corrections/rules/RulesPage.tsx'), 'RulesPage'),
  ),
  page(
    '/corrections/bulk',
    lazyRouteComponent(() => import('./corrections/bulk/BulkCorrectionsPage.tsx'), 'BulkCorrectionsPage'),
  ),
  page(
    '/corrections/reports',
    lazyRouteComponent(() => import('./corrections/reports/ReportsPage.tsx'), 'ReportsPage'),
  ),
  page(
    '/corrections',
    lazyRouteComponent(() => import('./corrections/list/CorrectionsPage.tsx'), 'CorrectionsPage'),
  ),
  page(
    '/corrections/new',
    lazyRouteComponent(() => import('./corrections/form/NewCorrectionPage.tsx'), 'NewCorrectionPage'),
  ),
  page(
    '/corrections/$correctionId',
    lazyRouteComponent(() => import('./corrections/page/CorrectionPage.tsx'), 'CorrectionPage'),
  ),
  page(
    '/events',
    lazyRouteComponent(() => import('./events/EventsPage.tsx'), 'EventsPage'),
  ),
  // one page with a list of sections: settings/sections.ts
  page(
    '/settings/{-$section}',
    lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
  ),
] as const

/** The dashboard's pages; each is fetched when it is first opened. */
export function createPages(context: RouteContext) {
  return createRouter({
    routeTree: root.addChildren([login, invitation, board, signedIn.addChildren(pages)]),
    context,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingComponent: WaitingPage,
    defaultErrorComponent: PageFault,
    defaultNotFoundComponent: NothingHere,
    scrollRestoration: true,
    // else a new page begins where the one before it had been scrolled to
    scrollToTopSelectors: ['main'],
  })
}
