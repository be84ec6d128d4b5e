import { useQuery } from '@apollo/client/react'
import { KnownAppVersionsDocument, KnownModelsDocument } from '../../api/generated/graphql.ts'

/** Models of terminals in use, to choose from. */
export function useKnownModels(): readonly string[] {
  return useQuery(KnownModelsDocument, { fetchPolicy: 'cache-and-network' }).data?.terminalModels ?? []
}

/** Versions of the payment application that run somewhere, to choose from. */
export function useKnownAppVersions(): readonly string[] {
  return useQuery(KnownAppVersionsDocument, { fetchPolicy: 'cache-and-network' }).data?.terminalAppVersions ?? []
}
