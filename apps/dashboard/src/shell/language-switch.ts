import { useApolloClient } from '@apollo/client/react'
import { changeLanguage, type Language } from '../language/language.ts'
import { useLiveLink } from './live-link.ts'
import { prefer } from './preferences.ts'

/** Switches the language of everything: our words at once, the API's sentences by asking again. */
export function useLanguageSwitch(): (language: Language) => Promise<void> {
  const client = useApolloClient()
  const live = useLiveLink()
  return async (language) => {
    await changeLanguage(language)
    prefer({ language })
    live.renew()
    await client.refetchQueries({ include: 'active' })
  }
}
