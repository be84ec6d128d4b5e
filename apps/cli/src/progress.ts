import { stderr } from 'node:process'

/** Lines for people while something is being done. They go to stderr: stdout belongs to answers. */
export interface Progress {
  /** Runs one step; its line says how it came out and how long it took. The step may return a text for the line. */
  step<Outcome>(title: string, run: () => Promise<Outcome>, tell?: (outcome: Outcome) => string): Promise<Outcome>
  /** A line beside the steps. */
  note(line: string): void
}

const TITLE_CHARS = 12

export function consoleProgress(write: (line: string) => void = (line) => void stderr.write(`${line}\n`)): Progress {
  return {
    async step(title, run, tell = () => 'ready') {
      const startedMs = performance.now()
      const line = (text: string) =>
        write(`  ${title.padEnd(TITLE_CHARS)} ${text} (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`)
      try {
        const outcome = await run()
        line(tell(outcome))
        return outcome
      } catch (error) {
        line('failed')
        throw error
      }
    },
    note: (line) => write(`  ${line}`),
  }
}
