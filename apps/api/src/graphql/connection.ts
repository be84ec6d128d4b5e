import { ArgsType, Field, Int, ObjectType } from 'type-graphql'
import type { ClassType } from 'type-graphql'

@ObjectType('PageInfo', { description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfoObject {
  @Field(() => Boolean, { description: 'True when more follow after `endCursor`.' })
  hasNextPage: boolean

  @Field(() => Boolean, { description: 'True when this page was asked for with `after`.' })
  hasPreviousPage: boolean

  @Field(() => String, { nullable: true, description: 'Cursor of the first item; null for an empty page.' })
  startCursor: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item: pass it as `after` for the next page.',
  })
  endCursor: string | null
}

/** One page as a resolver returns it. */
export interface Connection<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[]
  readonly nodes: readonly Item[]
  readonly pageInfo: PageInfoObject
}

/** Rows that were read with one more than asked for, as a page. */
export function connectionOf<Item>(
  rows: readonly Item[],
  first: number,
  after: string | null,
  cursorOf: (item: Item) => string,
): Connection<Item> {
  const nodes = rows.slice(0, first)
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }))
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** Edge and connection types over one item type, named `<Item>Edge` and `<Item>Connection`. */
export function connectionTypes<Item extends object>(name: string, itemType: () => ClassType<Item>) {
  @ObjectType(`${name}Edge`, { description: `One item of a page of ${name}.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: 'Opaque; good only with the same filter and order.' })
    cursor: string

    @Field(itemType, { description: 'The item.' })
    node: Item
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name}.`, simpleResolvers: true })
  class ConnectionObject {
    @Field(() => [Edge], { description: 'The items with their cursors.' })
    edges: Edge[]

    @Field(() => [itemType()], { description: 'The items alone.' })
    nodes: Item[]

    @Field(() => PageInfoObject, { description: 'Where this page stands in the list.' })
    pageInfo: PageInfoObject
  }
  return { Edge, Connection: ConnectionObject }
}

/** Page by page; `first` is checked against the maximum of its place. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 20,
    description: 'How many at most: up to 200 at the root, up to 50 nested.',
  })
  first: number | null

  @Field(() => String, { nullable: true, description: 'Continue after this cursor.' })
  after: string | null
}
