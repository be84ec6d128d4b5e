import { Lexer, Source, TokenKind } from 'graphql'
import { NESTING_MAX, TOKENS_MAX } from '../limits.ts'

const OPENERS = /[{[(]/g
const OPENS: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const CLOSES: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/** What the sender of such a document is told. */
export const TOO_NESTED = `Brackets stand more than ${NESTING_MAX} deep within each other.`

/**
 * True when brackets stand deeper within each other than any document of ours: the parser calls itself for each and would
 * run out of stack long before it runs out of tokens. Its own lexer counts, so strings and comments are told apart alike.
 */
export function isTooNested(document: string): boolean {
  if ((document.match(OPENERS)?.length ?? 0) <= NESTING_MAX) return false
  const lexer = new Lexer(new Source(document))
  let depth = 0
  try {
    for (let tokens = 0; tokens < TOKENS_MAX; tokens++) {
      const { kind } = lexer.advance()
      if (kind === TokenKind.EOF) return false
      if (OPENS.has(kind) && ++depth > NESTING_MAX) return true
      if (CLOSES.has(kind)) depth--
    }
  } catch {
    // no token: the parser stops there too, and says what is wrong
  }
  return false
}
