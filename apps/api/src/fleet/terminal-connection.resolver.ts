import { FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { TOTAL_COUNT_MAX } from '../limits.ts'
import type { TerminalPage } from './terminal-page.ts'
import { TerminalConnection } from './terminal.type.ts'

/** Counting costs more than a page, so it is done only when it is asked for. */
@Resolver(() => TerminalConnection)
export class TerminalConnectionResolver {
  @FieldResolver(() => Int, { nullable: true, description: 'How many there are in all, exact to 10,000.' })
  async totalCount(@Root() page: TerminalPage): Promise<number> {
    return Math.min(await page.counted(), TOTAL_COUNT_MAX)
  }

  @FieldResolver(() => Boolean, { description: 'True when there are more than `totalCount` says.' })
  async totalCountIsLowerBound(@Root() page: TerminalPage): Promise<boolean> {
    return (await page.counted()) > TOTAL_COUNT_MAX
  }
}
