# Quiesces SQLite with nothing but sh, sqlite3 and sync. One line on stdin says what: a verb, an attempt,
# and for how many seconds writers may be kept off; so this text is the same for every run of a configuration,
# and a token can be pinned to it. Paths were checked before they came here: no spaces, no quotes, no dots alone.
#
# prepare   brings what there is to the device, writers go on
# quiesce   BEGIN IMMEDIATE in a process that ends by itself, then checkpoint and sync under its lock
# resume    ends that process, and tells whether it had lived until now
set -u
umask 077
export LC_ALL=C
d=/tmp/flysnap-exec-${FLY_MACHINE_ID:-here}
databases='@DATABASES@'
read -r verb attempt limit
case $attempt in *[!A-Za-z0-9_./-]*) exit 64 ;; esac
case $limit in *[!0-9.]*) exit 64 ;; esac
no() { echo "@error $*"; exit 0; }
command -v sqlite3 >/dev/null || no no-sqlite3
each() { for database in $databases; do "$@" "${database%%=*}" "${database#*=}" || exit 1; done; }
present() { [ -f "$2" ] || no database-absent "$2"; }
synced() { sync -f "${2%/*}/" 2>/dev/null || sync; }
now() { sqlite3 -batch -init /dev/null :memory: "SELECT CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)"; }
alive() { [ -s "$d/pid" ] && [ ! -f "$d/over" ] && kill -0 "$(cat "$d/pid")" 2>/dev/null; }
passive() {
  said=$(sqlite3 -batch -bail -init /dev/null "file:$2?mode=rw" 2>&1 <<END
.timeout 100
PRAGMA synchronous=FULL;
PRAGMA main.wal_checkpoint(PASSIVE);
END
) || no failed "$1: $said"
}
facts() {
  echo "@database $1 $2"
  said=$(sqlite3 -batch -bail -init /dev/null "file:$2?mode=rw" 2>&1 <<END
.timeout 100
.mode list
.headers off
PRAGMA synchronous=FULL;
.print @sqlite_version
SELECT sqlite_version();
.print @journal_mode
PRAGMA main.journal_mode;
.print @page_size
PRAGMA main.page_size;
.print @page_count
PRAGMA main.page_count;
.print @user_version
PRAGMA main.user_version;
.print @application_id
PRAGMA main.application_id;
.print @checkpoint
PRAGMA main.wal_checkpoint(PASSIVE);
PRAGMA main.wal_checkpoint(PASSIVE);
PRAGMA main.wal_checkpoint(PASSIVE);
END
) || { release; no failed "$1: $said"; }
  echo "$said"
  echo @bytes
  wc -c <"$2"
  if [ -f "$2-wal" ]; then echo @wal_bytes; wc -c <"$2-wal"; fi
}
release() { alive && kill "$(cat "$d/pid")" 2>/dev/null; }
attach() { [ "$database" = "${databases%% *}" ] || echo "ATTACH 'file:$2?mode=rw' AS \"db_$1\";"; }
first=${databases%% *}
case $verb in
status)
  each present
  each facts
  if alive; then echo "@lease $(cat "$d/attempt")"; fi
  ;;
prepare)
  each present
  each passive
  each synced
  each passive
  each synced
  ;;
quiesce)
  if alive; then
    [ "$(cat "$d/attempt")" = "$attempt" ] && [ -f "$d/answer" ] || no lease-active "$(cat "$d/attempt")"
    cat "$d/answer"
    exit 0
  fi
  each present
  rm -rf "$d"
  mkdir "$d" || no failed "cannot make $d"
  echo "$attempt" >"$d/attempt"
  mkfifo "$d/in" || no failed "cannot make $d/in"
  { echo .timeout 1000; each attach; echo 'BEGIN IMMEDIATE;'; echo ".output $d/held"; echo .print held; echo .output; } >"$d/sql"
  cat >"$d/holder" <<'END'
trap '' HUP
sqlite3 -batch -bail -init /dev/null "file:$2?mode=rw" <"$1/in" >"$1/said" 2>&1 &
echo $! >"$1/pid"
exec 3>"$1/in"
(sleep "$3"; kill "$(cat "$1/pid")") 3>&- &
timer=$!
cat "$1/sql" >&3
wait "$(cat "$1/pid")"
echo over >"$1/over"
kill "$timer"
END
  seconds=$limit
  [ "$limit" = 0 ] && seconds=5
  if command -v setsid >/dev/null; then
    setsid sh "$d/holder" "$d" "${first#*=}" "$seconds" </dev/null >/dev/null 2>&1 &
  else
    nohup sh "$d/holder" "$d" "${first#*=}" "$seconds" </dev/null >/dev/null 2>&1 &
  fi
  i=0
  while [ ! -s "$d/held" ] && [ ! -f "$d/over" ] && [ $i -lt 150 ]; do sleep 0.02; i=$((i + 1)); done
  [ -s "$d/held" ] && alive || { release; no database-busy "$(cat "$d/said")"; }
  now >"$d/since"
  (each facts) >"$d/facts"
  grep '^@error' "$d/facts" && exit 0
  each synced
  alive || no hold-broken it ended before its last sync had returned
  if [ "$limit" = 0 ]; then release; echo "@held no"; else echo "@held yes"; fi >"$d/answer"
  cat "$d/facts" >>"$d/answer"
  echo @done >>"$d/answer"
  cat "$d/answer"
  ;;
resume)
  [ -f "$d/attempt" ] && [ "$(cat "$d/attempt")" = "$attempt" ] || { echo @resumed unknown; exit 0; }
  if [ ! -f "$d/resumed" ]; then
    how=lapsed
    release && how=intact
    echo "@resumed $how $(($(now) - $(cat "$d/since")))" >"$d/resumed"
  fi
  cat "$d/resumed"
  ;;
*) exit 64 ;;
esac
