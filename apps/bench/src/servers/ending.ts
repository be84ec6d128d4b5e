type Stop = () => Promise<void>

const running: Stop[] = []

/** Registers how to stop something that was started. Answers a function that stops it now, once. */
export function atTheEnd(stop: Stop): Stop {
  let stopping: Promise<void> | null = null
  const once = () => {
    stopping ??= stop().finally(() => running.splice(running.indexOf(once), 1))
    return stopping
  }
  running.push(once)
  return once
}

/** Stops whatever still runs, the newest first. */
export async function stopAll(): Promise<void> {
  for (let stop = running.at(-1); stop !== undefined; stop = running.at(-1)) await stop()
}
