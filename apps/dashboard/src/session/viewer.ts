import type { ApolloClient } from '@apollo/client'
import { useQuery } from '@apollo/client/react'
import { ViewerDocument, type ViewerQuery } from '../api/generated/graphql.ts'

export type Viewer = NonNullable<ViewerQuery['viewer']>

/** Who is signed in; null when nobody is. Faults are thrown. */
export async function loadViewer(client: ApolloClient): Promise<Viewer | null> {
  const known = client.readQuery({ query: ViewerDocument })?.viewer
  if (known != null) return known
  const { data } = await client.query({ query: ViewerDocument })
  return data?.viewer ?? null
}

/** The person at the screen. Only used below the frame, which exists for signed-in people only. */
export function useViewer(): Viewer | null {
  const { data } = useQuery(ViewerDocument, { fetchPolicy: 'cache-first' })
  return data?.viewer ?? null
}
