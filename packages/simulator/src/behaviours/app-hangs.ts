import type { Behaviour } from './behaviour.ts'

export const appHangs: Behaviour = {
  about: 'its application hangs until it is started anew',
  faults: [{ code: 'SYS_ANR', severity: 'MAJOR' }],
  observe(event, { terminal }) {
    // the fault was told in its first run: whatever starts it anew has cured it
    if (event.event === 'WELCOMED' && terminal.view.boot > 1) terminal.reportFault('SYS_ANR', false, 'MAJOR')
  },
}
