import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { SelectionCreateDocument, type SelectionCreateInput } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'

/** Freezes terminals into a selection, which a preview starts from; what is refused stays to be shown. */
export function useSelecting() {
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [create, { loading, error }] = useMutation(SelectionCreateDocument, { onError: () => undefined })
  const select = async (input: SelectionCreateInput) => {
    const { data } = await create({ variables: { input } })
    setRefusals(data?.selectionCreate.userErrors ?? [])
    return data?.selectionCreate.selection ?? null
  }
  return { select, refusals, loading, error }
}
