/** Started as a process of its own by tests: starts a server in the folder it is given, says where, and waits. */
import { startEmbedded } from './index.ts'

const [dataDir = ''] = process.argv.slice(2)
const server = await startEmbedded({ dataDir, fsync: false, log: (level, message) => console.error(level, message) })
console.log(JSON.stringify({ url: server.url, pid: server.pid, uid: process.getuid?.() }))
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
setInterval(() => {}, 60_000)
