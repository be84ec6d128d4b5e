import { type ComponentType, lazy, type LazyExoticComponent } from 'react'

/** One page under the settings. Its word is `settings.<key>` in both languages, its address /settings/<key>. */
export interface Section {
  readonly key:
    | 'security'
    | 'profile'
    | 'people'
    | 'absence'
    | 'organisations'
    | 'grants'
    | 'policies'
    | 'signIn'
    | 'apiKeys'
    | 'tariffs'
    | 'hostCodes'
    | 'notifications'
  /** Whoever lacks it does not see the section: the API would refuse every part of it. Null: for everybody. */
  readonly permission: string | null
  readonly Page: LazyExoticComponent<ComponentType>
}

/** Every section, in the order of the sub-navigation; the first one opens when none is named. */
export const SECTIONS: readonly Section[] = [
  {
    key: 'security',
    permission: null,
    Page: lazy(() => import('../people/SecurityPage.tsx').then((module) => ({ default: module.SecurityPage }))),
  },
  {
    key: 'profile',
    permission: null,
    Page: lazy(() => import('../people/ProfilePage.tsx').then((module) => ({ default: module.ProfilePage }))),
  },
  {
    key: 'absence',
    permission: null,
    Page: lazy(() => import('../absence/AbsencePage.tsx').then((module) => ({ default: module.AbsencePage }))),
  },
  {
    key: 'organisations',
    permission: 'organisation:read',
    Page: lazy(() =>
      import('../organisations/OrganisationsPage.tsx').then((module) => ({ default: module.OrganisationsPage })),
    ),
  },
  {
    key: 'grants',
    permission: 'grant:read',
    Page: lazy(() => import('../grants/GrantsPage.tsx').then((module) => ({ default: module.GrantsPage }))),
  },
  {
    key: 'policies',
    permission: 'policy:read',
    Page: lazy(() => import('../policies/PoliciesPage.tsx').then((module) => ({ default: module.PoliciesPage }))),
  },
  {
    key: 'hostCodes',
    permission: null,
    Page: lazy(() => import('../host-codes/HostCodesPage.tsx').then((module) => ({ default: module.HostCodesPage }))),
  },
  {
    key: 'notifications',
    permission: 'notification:read',
    Page: lazy(() =>
      import('../notifications/NotificationsPage.tsx').then((module) => ({ default: module.NotificationsPage })),
    ),
  },
  {
    key: 'tariffs',
    permission: 'tariff:read',
    Page: lazy(() => import('../tariffs/TariffsPage.tsx').then((module) => ({ default: module.TariffsPage }))),
  },
  {
    key: 'signIn',
    permission: 'policy:read',
    Page: lazy(() => import('../sso/SignInPage.tsx').then((module) => ({ default: module.SignInPage }))),
  },
  {
    key: 'people',
    permission: 'person:read',
    Page: lazy(() => import('../people/PeoplePage.tsx').then((module) => ({ default: module.PeoplePage }))),
  },
  {
    key: 'apiKeys',
    permission: 'key:read',
    Page: lazy(() => import('../keys/KeysPage.tsx').then((module) => ({ default: module.KeysPage }))),
  },
]

/** The section of an address, when there is one that this person may open. */
export function sectionOf(path: string, permissions: readonly string[]): Section | null {
  const [, , key] = path.split('/')
  const mine = sectionsFor(permissions)
  return key === undefined || key === '' ? (mine[0] ?? null) : (mine.find((section) => section.key === key) ?? null)
}

export function sectionsFor(permissions: readonly string[]): readonly Section[] {
  return SECTIONS.filter(({ permission }) => permission === null || permissions.includes(permission))
}
