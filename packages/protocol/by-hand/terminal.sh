#!/usr/bin/env bash
# A terminal of level L0 driven by hand: curl, the mosquitto clients and openssl 3, nothing else. PROTOCOL.md, chapter 16,
# explains it line by line. For learning and for tests: its secrets stand in files and in arguments of processes.
#
#   ./terminal.sh SERIAL [ENROLMENT-CODE]      the code is needed the first time only
set -euo pipefail

HTTP_URL=${BUDENG_HTTP_URL:-http://127.0.0.1:4000}
HOST_URL=${BUDENG_HOST_URL:-http://127.0.0.1:4010}
MQTT_HOST=${BUDENG_MQTT_HOST:-127.0.0.1}
MQTT_PORT=${BUDENG_MQTT_PORT:-1883}
FOLDER=${BUDENG_TERMINAL_FOLDER:-./terminal-by-hand}
WORD_LIST=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../src/words/english.ts

# --- bytes -----------------------------------------------------------------------------------------------------------

b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
unb64url() { tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | openssl base64 -d -A; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# HKDF-SHA-256 without salt, 32 bytes in hex: of a text, and of a key in hex [P-3.4] [P-3.6]
hkdf() { openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt "key:$1" -kdfopt "info:$2" -binary HKDF | hex; }
hkdf_hex() { openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt "hexkey:$1" -kdfopt "info:$2" -binary HKDF | hex; }
# HMAC-SHA-256 of what comes in, under a key in hex
hmac() { openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -binary; }

# A member of a JSON object on one line, text or number; empty when it is not there
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

# --- enrolment [P-3] -------------------------------------------------------------------------------------------------

enrol() { # SERIAL CODE
  local serial=$1 code public nonce mac answer theirs sealed encrypt
  code=$(printf %s "$2" | tr 'a-z' 'A-Z' | tr -d ' -' | tr 'OIL' '011')
  mkdir -p "$FOLDER" && chmod 700 "$FOLDER"
  [ -f "$FOLDER/device.pem" ] || openssl genpkey -algorithm ed25519 -out "$FOLDER/device.pem"
  [ -f "$FOLDER/nonce" ] || openssl rand 32 | b64url >"$FOLDER/nonce"
  public=$(openssl pkey -in "$FOLDER/device.pem" -pubout -outform DER | tail -c 32 | b64url)
  nonce=$(cat "$FOLDER/nonce")
  mac=$(printf '%s|%s|%s' "$serial" "$public" "$nonce" | hmac "$(hkdf "$code" budeng-enrol-request)" | b64url)
  answer=$(curl -fsS -H 'content-type: application/json' "$HTTP_URL/enrol" \
    -d "{\"serial\":\"$serial\",\"publicKey\":\"$public\",\"nonce\":\"$nonce\",\"mac\":\"$mac\"}")
  theirs=$(field nonce <<<"$answer") sealed=$(field sealed <<<"$answer")
  mac=$(printf '%s|%s' "$theirs" "$sealed" | hmac "$(hkdf "$code|$nonce|$theirs" budeng-enrol-mac)" | b64url)
  [ "$mac" = "$(field mac <<<"$answer")" ] || { say 'the answer is not from the platform'; return 1; }
  encrypt=$(hkdf "$code|$nonce|$theirs" budeng-enrol-encrypt)
  printf %s "$sealed" | unb64url | openssl enc -d -aes-256-ctr -K "$encrypt" -iv 00000000000000000000000000000000 \
    >"$FOLDER/enrolled.json.next"
  mv "$FOLDER/enrolled.json.next" "$FOLDER/enrolled.json"
}

load() {
  DEVICE=$(field device <"$FOLDER/enrolled.json")
  ACQUIRER=$(field acquirer <"$FOLDER/enrolled.json")
  TID=$(field tid <"$FOLDER/enrolled.json")
  SECRET=$(field mqttSecret <"$FOLDER/enrolled.json")
  KEY_LIST=$(field keyList <"$FOLDER/enrolled.json" | cut -d. -f2 | unb64url)
  local k
  k=$(field k <"$FOLDER/enrolled.json" | unb64url | hex)
  UP=$(hkdf_hex "$k" budeng-up)
  ACK=$(hkdf_hex "$k" budeng-ack)
  DIGITS=$(hkdf_hex "$k" budeng-digits)
  WORDS=$(hkdf_hex "$k" budeng-words)
  mkdir -p "$FOLDER/outbox" "$FOLDER/ring"
  touch "$FOLDER/taken"
}

# A counter that survives: the next number, written before it is used
next() { # NAME
  local number=$(($(cat "$FOLDER/$1" 2>/dev/null || echo 0) + 1))
  printf %s "$number" >"$FOLDER/$1.next" && mv "$FOLDER/$1.next" "$FOLDER/$1"
  printf %s "$number"
}
present() { cat "$FOLDER/$1" 2>/dev/null || echo 0; }

# --- upwards [P-2.5] -------------------------------------------------------------------------------------------------

envelope() { # TOPIC JSON
  printf '%s.%s' "$(printf '%s%s' "$1" "$2" | hmac "$UP" | b64url)" "$2"
}

send() { # CHANNEL MEMBERS
  local topic="pos/v1/$ACQUIRER/$TID/up/$1"
  N=$((N + 1))
  mosquitto_pub -V 311 -h "$MQTT_HOST" -p "$MQTT_PORT" -i "$DEVICE~pub" -u "$DEVICE" -P "$SECRET" -q 1 -t "$topic" \
    -m "$(envelope "$topic" "{\"v\":1,\"conn\":$CONN,\"n\":$N,$2}")" || say "not sent: $2"
}

# Reports and replies are kept until the platform acknowledges them [P-10.1]
keep() { # STREAM MEMBERS
  local seq
  seq=$(next "$1.seq")
  printf %s "\"seq\":$seq,$2" >"$FOLDER/outbox/$1.$seq"
  send "$1" "\"seq\":$seq,$2"
}
report() { keep report "\"at\":$(now),$1"; }
reply() { keep reply "\"id\":\"$ID\",\"attempt\":$ATTEMPT,$1"; }

resend() {
  local file
  for file in $(ls "$FOLDER/outbox" | sort -t. -k2n); do send "${file%%.*}" "$(cat "$FOLDER/outbox/$file")"; done
}

hello() {
  NONCE=$(openssl rand 32 | b64url)
  send hello "\"kind\":\"hello\",\"nonce\":\"$NONCE\",\"keyListVersion\":$(field version <<<"$KEY_LIST"),\"highestSeq\":$(highest),\
\"storeLost\":false,\"boot\":$(present boot),\"level\":0,\"versions\":{\"app\":\"by-hand\",\"os\":\"bash\",\"model\":\"openssl\"},\
\"supports\":[\"STATUS_GET\",\"BACKUP\",\"PRESENCE_SHOW\",\"RELOGIN\"],\"epoch\":$EPOCH,\"era\":$(present era),\
\"reportSeq\":$(present report.seq),\"replySeq\":$(present reply.seq)"
}

heartbeat() {
  local batch=null
  [ -z "$BATCH" ] || batch="\"$BATCH\""
  send hb "\"kind\":\"hb\",\"signOn\":\"$SIGN_ON\",\"batch\":$batch,\"epoch\":$EPOCH,\"boot\":$(present boot),\"inTransaction\":false,\
\"busy\":false,\"reversalPending\":false,\"locked\":false,\"uptimeSec\":$SECONDS,\"health\":{\"printer\":\"OK\"}"
  BEAT_AT=$SECONDS
}

# The platform's time, counted on from the welcome; null before [P-5.5]
now() { if [ "$SERVER_TIME" = 0 ]; then echo null; else echo $((SERVER_TIME + (SECONDS - SERVER_TIME_AT) * 1000)); fi; }
highest() { sort -n "$FOLDER/taken" | tail -1 | grep . || echo 0; }

# --- signatures [P-9.2] ----------------------------------------------------------------------------------------------

# The payload of a JWS whose signature, key, use and typ are right; nothing and false otherwise
verified() { # TOKEN TYP USE
  local header key
  header=$(cut -d. -f1 <<<"$1" | unb64url)
  [ "$(field alg <<<"$header")" = EdDSA ] && [ "$(field typ <<<"$header")" = "$2" ] || return 1
  key=$(tr '{' '\n' <<<"$KEY_LIST" | grep "\"kid\":\"$(field kid <<<"$header")\"") || return 1
  [ "$(field use <<<"$key")" = "$3" ] || return 1
  { printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00' && field x <<<"$key" | unb64url; } >"$FOLDER/key.der"
  printf %s "${1%.*}" >"$FOLDER/input"
  printf %s "${1##*.}" | unb64url >"$FOLDER/signature"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$FOLDER/key.der" -rawin -in "$FOLDER/input" \
    -sigfile "$FOLDER/signature" >/dev/null || return 1
  cut -d. -f2 <<<"$1" | unb64url
}

# --- downwards -------------------------------------------------------------------------------------------------------

welcome() { # TOKEN
  local payload
  payload=$(verified "$1" budeng-welcome clock) || { say 'welcome: not genuine'; return 0; }
  [ "$(field nonce <<<"$payload")" = "$NONCE" ] || return 0
  NONCE=
  SERVER_TIME=$(field serverTime <<<"$payload") SERVER_TIME_AT=$SECONDS
  EPOCH=$(field epoch <<<"$payload") INTERVAL=$(field intervalSec <<<"$payload")
  field era <<<"$payload" >"$FOLDER/era"
  say "welcome: epoch $EPOCH, a heartbeat every $INTERVAL s"
  heartbeat
  resend
}

acknowledged() { # JSON
  local stream through missing text file seq
  stream=$(field stream <<<"$1") through=$(field throughSeq <<<"$1")
  missing=$(sed -n 's/.*"missing":\[\([0-9,]*\)\].*/\1/p' <<<"$1")
  text="$stream|$(field era <<<"$1")|$(field epoch <<<"$1")|$through|$missing|$(field root <<<"$1")"
  [ "$(printf %s "$text" | hmac "$ACK" | b64url)" = "$(field tag <<<"$1")" ] || { say 'ack: not genuine'; return 0; }
  [ "$(field era <<<"$1")" -ge "$(present era)" ] && [ "$(field epoch <<<"$1")" = "$EPOCH" ] || return 0
  for file in "$FOLDER/outbox/$stream".*; do
    seq=${file##*.}
    [ -f "$file" ] && [ "$seq" -le "$through" ] && [[ ",$missing," != *",$seq,"* ]] && rm "$file"
  done
  return 0
}

obey() { # TOKEN
  local payload seq type
  payload=$(verified "$1" budeng-command command) || { say 'command: not genuine'; return 0; }
  [ "$(field acquirer <<<"$payload")/$(field tid <<<"$payload")/$(field device <<<"$payload")" = "$ACQUIRER/$TID/$DEVICE" ] || return 0
  ID=$(field id <<<"$payload") ATTEMPT=$(field attempt <<<"$payload")
  # the ring first: a repeat gets the stored answer [P-9.3]
  if [ -f "$FOLDER/ring/$ID.$ATTEMPT" ]; then reply "$(cat "$FOLDER/ring/$ID.$ATTEMPT")"; return 0; fi
  seq=$(field seq <<<"$payload") type=$(field type <<<"$payload")
  if [ "$seq" -le $(($(highest) - 64)) ] || grep -qx "$seq" "$FOLDER/taken"; then rejected OUTSIDE_WINDOW; return 0; fi
  echo "$seq" >>"$FOLDER/taken"
  [ "$SERVER_TIME" != 0 ] || { reply '"kind":"defer","reason":"TIME_UNKNOWN","retryInSec":30'; return 0; }
  if [ "$(now)" -gt "$(field notAfter <<<"$payload")" ]; then rejected EXPIRED; return 0; fi
  say "command: $type $ID"
  printf %s '"kind":"ack"' >"$FOLDER/ring/$ID.$ATTEMPT"
  reply '"kind":"ack"'
  case $type in
    STATUS_GET) result SUCCEEDED STATUS ",\"data\":{\"signOn\":\"$SIGN_ON\"}" ;;
    BACKUP) backup ;;
    PRESENCE_SHOW) presence ;;
    RELOGIN) relogin "$(field ticket <<<"$payload")" ;;
    *) rejected UNSUPPORTED ;;
  esac
}

result() { # STATUS CODE [DATA]
  local members="\"kind\":\"result\",\"status\":\"$1\",\"code\":\"$2\"${3:-}"
  printf %s "$members" >"$FOLDER/ring/$ID.$ATTEMPT"
  reply "$members"
  say "result: $1 $2"
}
rejected() { result REJECTED "$1"; }

# --- what the commands do [P-9.9] ------------------------------------------------------------------------------------

backup() {
  local content='{"parameters":{},"batch":null,"journal":[]}' hash
  hash=$(printf %s "$content" | openssl dgst -sha256 -binary | b64url)
  reply "\"kind\":\"chunk\",\"index\":0,\"count\":1,\"bytes\":\"$(printf %s "$content" | b64url)\",\"sha256\":\"$hash\""
  result SUCCEEDED BACKED_UP ",\"data\":{\"sha256\":\"$hash\",\"bytes\":${#content},\"chunks\":1}"
}

# Shown here and sent nowhere [P-12.3]
presence() {
  local digits words list
  digits=$(printf %s "$ID" | hmac "$DIGITS" | hex | cut -c1-12)
  words=$(printf %s "$ID" | hmac "$WORDS" | hex)
  read -r -d '' -a list < <(grep '^  ' "$WORD_LIST") || true
  printf '\n  +--------------------------------+\n  |  %06d   %-20s|\n  +--------------------------------+\n\n' \
    $((16#$digits % 1000000)) "${list[16#${words:0:2}]} ${list[16#${words:2:2}]}"
  result SUCCEEDED SHOWN
}

relogin() { # TICKET
  TICKET=$1 RELOGIN="$ID $ATTEMPT"
  reply '"kind":"progress","step":"HOST_SIGN_ON"'
  local answer code
  answer=$(curl -sS -H 'content-type: application/json' "$HOST_URL/signon" -d "{\"acquirer\":\"$ACQUIRER\",\"tid\":\"$TID\"}") || answer=
  code=$(field responseCode <<<"$answer")
  if [ "$code" != 00 ]; then
    report "\"kind\":\"hostSignOn\",\"result\":\"$([ -n "$code" ] && echo DECLINED || echo UNREACHABLE)\",\
\"responseCode\":$([ -n "$code" ] && echo "\"$code\"" || echo null),\"batch\":null,\"kcv\":null"
    result FAILED "$([ -n "$code" ] && echo HOST_DECLINED || echo HOST_UNREACHABLE)"
    return 0
  fi
  BATCH=$(field batch <<<"$answer") KCV=$(field kcv <<<"$answer")
  report "\"kind\":\"hostSignOn\",\"result\":\"APPROVED\",\"responseCode\":\"00\",\"batch\":\"$BATCH\",\"kcv\":\"$KCV\""
  reply '"kind":"progress","step":"PLATFORM_SIGN_ON"'
  send signon '"kind":"nonceRequest"'
}

# The nonce came: sign it with the device key [P-7.3]
prove() { # JSON
  local signature
  [ -n "${RELOGIN:-}" ] && [ "$(field conn <<<"$1")" = "$CONN" ] || return 0
  PROOF_NONCE=$(field nonce <<<"$1")
  printf 'budeng-signon|1|%s|%s|%s|%s|%s|%s' "$PROOF_NONCE" "${TICKET:--}" "$DEVICE" "$EPOCH" "$BATCH" "$KCV" >"$FOLDER/input"
  signature=$(openssl pkeyutl -sign -inkey "$FOLDER/device.pem" -rawin -in "$FOLDER/input" | b64url)
  send signon "\"kind\":\"proof\",\"nonce\":\"$PROOF_NONCE\",${TICKET:+\"ticket\":\"$TICKET\",}\"epoch\":$EPOCH,\
\"batch\":\"$BATCH\",\"kcv\":\"$KCV\",\"sig\":\"$signature\""
}

# The platform's answer: signed on, so echo with the host and finish [P-7.5] [P-8.4]
signed_on() { # JSON
  local text result answer
  [ -n "${RELOGIN:-}" ] && [ "$(field nonce <<<"$1")" = "$PROOF_NONCE" ] || return 0
  result=$(field result <<<"$1")
  text="signon|$PROOF_NONCE|$result|$(field code <<<"$1")"
  [ "$(printf %s "$text" | hmac "$ACK" | b64url)" = "$(field tag <<<"$1")" ] || { say 'signon: not genuine'; return 0; }
  read -r ID ATTEMPT <<<"$RELOGIN"
  RELOGIN=
  if [ "$result" != SIGNED_ON ]; then result FAILED "$(field code <<<"$1")"; return 0; fi
  SIGN_ON=SIGNED_ON
  heartbeat
  reply '"kind":"progress","step":"HOST_ECHO"'
  answer=$(curl -sS -H 'content-type: application/json' "$HOST_URL/echo" -d "{\"acquirer\":\"$ACQUIRER\",\"tid\":\"$TID\"}") || answer=
  if [ "$(field responseCode <<<"$answer")" != 00 ]; then result FAILED HOST_UNREACHABLE; return 0; fi
  result SUCCEEDED SIGNED_ON ",\"data\":{\"batch\":\"$BATCH\",\"kcv\":\"$KCV\"}"
}

query() { # JSON
  ID=$(field id <<<"$1") ATTEMPT=$(field attempt <<<"$1")
  case $(cat "$FOLDER/ring/$ID.$ATTEMPT" 2>/dev/null) in
    '') reply '"kind":"status","state":"UNKNOWN"' ;;
    *'"kind":"result"'*) reply "\"kind\":\"status\",\"state\":\"FINISHED\",\"result\":{$(sed 's/"kind":"result",//' "$FOLDER/ring/$ID.$ATTEMPT")}" ;;
    *) reply '"kind":"status","state":"RUNNING"' ;;
  esac
}

# A cancel comes too late for a terminal that does everything at once, unless it overtook its command [P-9.10]
cancel() { # TOKEN
  local payload
  payload=$(verified "$1" budeng-cancel command) || return 0
  ID=$(field id <<<"$payload") ATTEMPT=$(field attempt <<<"$payload")
  case $(cat "$FOLDER/ring/$ID.$ATTEMPT" 2>/dev/null) in
    '' | '"kind":"cancelled"') printf %s '"kind":"cancelled"' >"$FOLDER/ring/$ID.$ATTEMPT" && reply '"kind":"cancelled"' ;;
    *'"kind":"result"'*) reply '"kind":"cancelRejected","reason":"FINISHED"' ;;
    *) reply '"kind":"cancelRejected","reason":"RUNNING"' ;;
  esac
}

receive() { # PAYLOAD
  case $1 in
    '{'*'"kind":"ack"'*) acknowledged "$1" ;;
    '{'*'"kind":"nonce"'*) prove "$1" ;;
    '{'*'"kind":"signon"'*) signed_on "$1" ;;
    '{'*'"kind":"query"'*) query "$1" ;;
    '{'*) ;;
    *) case $(cut -d. -f1 <<<"$1" | unb64url | field typ) in
      budeng-welcome) welcome "$1" ;;
      budeng-command) obey "$1" ;;
      budeng-cancel) cancel "$1" ;;
    esac ;;
  esac
}

# --- the connection [P-2] --------------------------------------------------------------------------------------------

main() {
  [ -f "$FOLDER/enrolled.json" ] || enrol "${1:?SERIAL}" "${2:?ENROLMENT-CODE}"
  load
  CONN=$(next conn) N=0 NONCE='' SERVER_TIME=0 EPOCH=0 INTERVAL=60 SIGN_ON=SIGNED_OFF BATCH='' KCV='' BEAT_AT=0
  local will="pos/v1/$ACQUIRER/$TID/up/hb" line='' rest='' sent_at=-10 pid
  coproc DOWN { exec mosquitto_sub -V 311 -h "$MQTT_HOST" -p "$MQTT_PORT" -i "$DEVICE" -u "$DEVICE" -P "$SECRET" -q 1 \
    -t "pos/v1/$ACQUIRER/$TID/down" --will-topic "$will" --will-qos 1 \
    --will-payload "$(envelope "$will" "{\"v\":1,\"kind\":\"lost\",\"conn\":$CONN,\"n\":0}")"; }
  # bash forgets both when the client ends
  pid=$DOWN_PID
  exec 3<&"${DOWN[0]}"
  # ends as if the power went, so that the platform sees the will
  # shellcheck disable=SC2064 # the number of now is meant
  trap "kill -9 $pid 2>/dev/null || true" EXIT
  say "terminal $ACQUIRER/$TID, device $DEVICE, connection $CONN"
  next boot >/dev/null
  keep report "\"at\":null,\"kind\":\"boot\",\"boot\":$(present boot),\"reason\":\"POWER_ON\""
  while kill -0 "$pid" 2>/dev/null; do
    # no welcome yet, or the last one is half a day old [P-5.2] [P-5.6]
    if [ $((SECONDS - sent_at)) -ge 5 ] && { [ "$SERVER_TIME" = 0 ] || [ $((SECONDS - SERVER_TIME_AT)) -ge 43200 ]; }; then hello; sent_at=$SECONDS; fi
    if [ "$SERVER_TIME" != 0 ] && [ $((SECONDS - BEAT_AT)) -ge "$INTERVAL" ]; then heartbeat; resend; fi
    if read -r -t 1 -u 3 line; then receive "$rest$line"; rest=; else rest+=$line; fi
  done
  say 'the connection is gone'
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi
