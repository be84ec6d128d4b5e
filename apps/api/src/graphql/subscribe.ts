import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { ApiContext, Operation } from './operation.ts'

/** What runs a subscription gets: each event is an operation of its own, with its own short transaction. */
export async function subscribeLive(
  args: ExecutionArgs,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args)
  if (!(Symbol.asyncIterator in source)) return source
  const events = source[Symbol.asyncIterator]()
  const { operation: asked } = args.contextValue as ApiContext
  const answers: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const event = await events.next()
      return event.done === true
        ? { done: true, value: undefined }
        : { done: false, value: await resolveEvent(args, asked, event.value) }
    },
    return: async () => {
      await events.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => answers,
  }
  return answers
}

async function resolveEvent(args: ExecutionArgs, asked: Operation, rootValue: unknown): Promise<ExecutionResult> {
  const operation = asked.again()
  try {
    return await execute({ ...args, rootValue, contextValue: { operation } satisfies ApiContext })
  } finally {
    await operation.end()
  }
}
