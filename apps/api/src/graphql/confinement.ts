import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql'

/** What a session that may not do anything yet reads of itself; types that are not here hang on nothing but its own. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  Viewer: [
    'person',
    'permissions',
    'language',
    'timeZone',
    'sessionExpiresAt',
    'locked',
    'elevatedUntil',
    'boardPage',
    'training',
    'security',
    'sessions',
  ],
  Person: ['id', 'name', 'email', 'role', 'version', 'isViewer', 'organisation'],
  // by name: from here on the whole tree could be walked
  Organisation: ['id', 'kind', 'code', 'name'],
}

/**
 * Whether a document stays with the viewer's own person: a locked session, and one that lacks the second factor that its
 * role needs, must not reach through `viewer` what the root fields refuse it.
 */
export function isConfined(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  let confined = true
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const readable = READABLE[types.getParentType()?.name ?? '']
        if (readable !== undefined && name.value !== '__typename' && !readable.includes(name.value)) confined = false
      },
    }),
  )
  return confined
}
