import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import { Pool } from 'pg'

/** What one writes first: the broker library and one INSERT a message, acknowledged after it. Arguments: port, database. */
const pool = new Pool({ connectionString: process.argv[3], max: 10 })
await pool.query(
  `create table if not exists naive_message (
     id bigint generated always as identity primary key, client text, topic text, payload bytea, at timestamptz default now())`,
)
const broker = await Aedes.createBroker({
  concurrency: 5_000,
  authorizePublish: (client, packet, done) => {
    pool
      .query('insert into naive_message (client, topic, payload) values ($1, $2, $3)', [
        client?.id,
        packet.topic,
        packet.payload,
      ])
      .then(() => done(null), done)
  },
})
createServer({ noDelay: true }, broker.handle).listen(Number(process.argv[2]), '127.0.0.1')
