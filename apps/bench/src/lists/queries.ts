import { PAGE_ROWS } from '../limits.ts'

/** The fields of a row of the dashboard's terminal list, as our API spells them. */
export const OUR_QUERY = `query TerminalList($first: Int!, $after: String) {
  terminals(first: $first, after: $after) {
    nodes {
      id tid model presence signOn merchant { id name } store { id name timeZone }
      mid state level presenceSince signOnSince hostResponseCode batchNo locked faults
      heartbeat { at } agent { id name } device { id versions }
      runningCommand { id type state why { code text } } version
    }
    pageInfo { hasNextPage endCursor }
  }
}`

/**
 * The same page by hand: what remains when nothing stands between the screen and the index. The running command is a
 * look-up by its id. `$1` acquirer, `$2` TID before the page, `$3` rows.
 */
const SELECT = `select terminal.id, terminal.tid, terminal.model, terminal.presence, terminal.sign_on, terminal.mid, terminal.state, terminal.level,
    terminal.presence_since, terminal.sign_on_since, terminal.host_response_code, terminal.batch_no, terminal.locked, terminal.faults, terminal.version,
    merchant.id as merchant_id, merchant.name as merchant_name, store.id as store_id, store.name as store_name, store.time_zone,
    agent.id as agent_id, agent.name as agent_name, heartbeat.at as heartbeat_at, device.id as device_id, device.versions,
    command.id as command_id, command.type as command_type, command.state as command_state, command.why as command_why
  from page as terminal
  left join lateral (select id, name from node where id = terminal.merchant_id limit 1) as merchant on true
  left join lateral (select id, name, time_zone from node where id = terminal.store_id limit 1) as store on true
  left join lateral (select id, name from node where id = terminal.agent_id limit 1) as agent on true
  left join lateral (select at from heartbeat where terminal_id = terminal.id limit 1) as heartbeat on true
  left join lateral (select id, versions from device where terminal_id = terminal.id and state = 'ASSIGNED' limit 1) as device on true
  left join lateral (select id, type, state, why from command where id = terminal.slot_command_id limit 1) as command on true
  order by terminal.tid`

/** All terminals of an acquirer. */
export const BY_HAND = `with page as materialized (
    select * from terminal where acquirer_id = $1 and tid > $2 order by tid limit $3)
  ${SELECT}`

/** Those of an agent and the agents below: one walk of the index for each, merged. */
export const BY_HAND_OF_AGENT = `with page as materialized (
    select walk.* from node as scope cross join lateral (
      select * from terminal where agent_id = scope.id and tid > $2 order by tid limit $3) as walk
    where scope.kind = 'AGENT' and scope.path <@ $1::ltree order by walk.tid limit $3)
  ${SELECT}`

/** The same page as PostGraphile makes it of the same tables; row-level security scopes it. */
export const PEER_QUERY = `query TerminalList($after: Cursor, $acquirer: String!) {
  allTerminals(first: ${PAGE_ROWS}, after: $after, orderBy: [TID_ASC], condition: { acquirerId: $acquirer }) {
    nodes {
      rowId tid model presence signOn nodeByMerchantId { rowId name } nodeByStoreId { rowId name timeZone }
      mid state level presenceSince signOnSince hostResponseCode batchNo locked faults slotCommandId
      heartbeatByTerminalId { at } nodeByAgentId { rowId name }
      devicesByTerminalId(condition: { state: "ASSIGNED" }, first: 1) { nodes { rowId versions } } version
    }
    pageInfo { hasNextPage endCursor }
  }
}`

/** How PostGraphile gives the cursor of a row deep inside, which its users would have reached page by page. */
export const PEER_CURSOR = `query Cursor($offset: Int!, $acquirer: String!) {
  allTerminals(first: 1, offset: $offset, orderBy: [TID_ASC], condition: { acquirerId: $acquirer }) { pageInfo { endCursor } nodes { tid } }
}`
