# Quiesces SQLite with nothing but sh, sqlite3, sync, readlink, stat and touch. One line on stdin says what: a verb, an
# attempt, and for how many seconds writers may be kept off; so this text is the same for every run of a configuration,
# and a token can be pinned to it. Paths were checked before they came here: no spaces, no quotes, no dots alone.
#
# status    looks, and changes nothing
# prepare   brings what there is to the device, writers go on
# quiesce   BEGIN IMMEDIATE in a process that ends by itself, then checkpoint and sync under its lock
# resume    ends that process, and tells whether it had lived until now, on the files that still lie there
# check-quick, check-full   begins quick_check or integrity_check in a process that ends by itself, or tells what it found
# copy-vacuum, copy-backup   begins a copy of one database in a process that ends by itself, or tells how far it is
# copy-read, copy-end   prints a part of that copy; removes it
#
# Each quiesce works in a directory of its own, named after its process; SQLite's lock decides between two.
set -u
umask 077
export LC_ALL=C
d=/tmp/flysnap-exec-${FLY_MACHINE_ID:-here}
databases='@DATABASES@'
read -r verb attempt limit one two
case $attempt in *[!A-Za-z0-9_./-]*) exit 64 ;; esac
case $limit in '' | *[!0-9.]*) exit 64 ;; esac
no() { echo "@error $*"; exit 0; }
command -v sqlite3 >/dev/null || no no-sqlite3
# When a process began: a number may have come to be another's. One that has ended and waits for its parent is gone.
born='born() {
  read -r line <"/proc/$1/stat" || return 1
  set -- ${line##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  echo "$1"
}'
eval "$born"
runs() { [ $# = 2 ] && [ "$(born "$1" 2>/dev/null)" = "$2" ]; }
alive() { [ -s "$1/pid" ] && [ ! -f "$1/over" ] && read -r holding <"$1/pid" && runs $holding; }
at_work() { at=${1##*/}; [ ! -f "$1/answer" ] && runs "${at%%-*}" "${at#*-}"; }
is_ours() { [ "$(cat "$1/attempt" 2>/dev/null)" = "$attempt" ]; }
# In ms since the machine was started.
now() {
  read -r now idle </proc/uptime
  now=$((${now%.*} * 1000 + (1${now#*.} - 100) * 10))
}
# It has nothing to lose, and -9 ends one that was stopped, too.
release() {
  alive "$1" && kill -9 "${holding%% *}" 2>/dev/null || return 1
  i=0
  while alive "$1" && [ $i -lt 100 ]; do sleep 0.02; i=$((i + 1)); done
  ! alive "$1"
}

# Where the databases really lie, and which files those are: a link's own folder may be on another disk.
files=
each() { for database in $files; do "$@" "${database%%=*}" "${database#*=}"; done; }
find_all() {
  for database in $databases; do
    file=$(readlink -f "${database#*=}") && [ -f "$file" ] || no database-absent "${database#*=}"
    case $file in *[!A-Za-z0-9_./-]*) no failed "${database%%=*}: the path $file has odd characters" ;; esac
    case " $files" in *"=$file "*) no failed "${database%%=*}: $file has two names" ;; esac
    [ -n "$(stat -c %d:%i "$file")" ] || no failed "stat says nothing of $file"
    files="$files${database%%=*}=$file "
  done
}
identities() {
  for database in $databases; do
    file=$(readlink -f "${database#*=}")
    echo "$file $(stat -c %d:%i "$file" 2>/dev/null)"
  done
}

# SQLite looks less and less often for a lock, and seldom meets the short gaps that a busy writer leaves: so it is asked
# again from the beginning, which looks often at first.
ask() {
  i=0
  while :; do
    answer=$(sqlite3 -batch -bail -init /dev/null "file:$2?mode=$1" 2>&1 <<END
$3
END
) && break
    i=$((i + 1))
    case $answer in *' is locked'*) [ $i -lt 60 ] && continue ;; esac
    return 1
  done
}
trouble() {
  case $2 in
  *' is locked'*) no database-busy "$1: $2" ;;
  *'is not a database'* | *'is encrypted'*) no not-a-database "$1: $2" ;;
  *) no failed "$1: $2" ;;
  esac
}
# SQLite opens what it cannot write without a word, and then BEGIN IMMEDIATE locks nothing. BusyBox's [ -w ] is true of
# whatever root looks at, also where nothing can be written; touch is not.
writable() { [ -w "$2" ] && touch -c "$2" 2>/dev/null || no database-read-only "$1: $2 cannot be written"; }
passive() {
  ask rw "$2" '.timeout 20
PRAGMA synchronous=FULL;
PRAGMA main.wal_checkpoint(PASSIVE);' || trouble "$1" "$answer"
}
pragmas='.timeout 20
.mode list
.headers off
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
PRAGMA main.application_id;'
wal_size() { if [ -f "$1-wal" ]; then echo @wal_bytes; wc -c <"$1-wal"; fi; }
look() {
  ask ro "$2" "$pragmas" || trouble "$1" "$answer"
  echo "@database $1 $2"
  echo "$answer"
  echo @bytes
  wc -c <"$2"
  wal_size "$2"
}
facts() {
  ask rw "$2" "PRAGMA synchronous=FULL;
$pragmas
.print @checkpoint
PRAGMA main.wal_checkpoint(PASSIVE);
PRAGMA main.wal_checkpoint(PASSIVE);
PRAGMA main.wal_checkpoint(PASSIVE);" || trouble "$1" "$answer"
  { echo "$answer"; wal_size "$2"; } >>"$t/facts.$1"
}
# A sync that failed is no reason for another one that tells nothing: only one that takes no -f is. What it says has the
# path in it, which has no spaces.
synced() {
  said=$(sync -f "${2%/*}/" 2>&1) || case $said in
  *'nvalid option'* | *'nrecognized option'* | *'nknown option'*) sync || no sync-failed "$1: sync failed" ;;
  *) no sync-failed "$1: $said" ;;
  esac
}
# The kernel does not hand a sync on to a FUSE server (LiteFS): there it proves nothing.
provable() {
  case $(stat -f -c %t "${2%/*}/") in
  '' | 65735546) synced=no ;;
  *) synced=yes ;;
  esac
  printf '%s\n' "@database $1 $2" "@synced $synced" >"$t/facts.$1"
}
told() { cat "$t/facts.$1"; }
# A line, twice as often for each word.
often() {
  lines=$1
  for i in $2; do
    lines="$lines
$lines"
  done
  echo "$lines"
}
attach() { [ "$2" = "$first" ] || often "ATTACH 'file:$2?mode=rw' AS \"db_$1\";" '1 2 3 4 5 6'; }
attached() { [ "$2" = "$first" ] || case $joined in *" db_$1 "*) ;; *) no database-busy "$1: database is locked" ;; esac; }
# The try after the one that succeeds says so, and at once. Reads on where it stopped, and starts no process: writers wait.
has_begun() {
  while read -r line <&3; do
    line=$part$line
    part=
    case $line in
    *'database db_'*' is already in use'*)
      line=${line#*database }
      joined="$joined ${line%% *} "
      ;;
    *'within a transaction'*)
      each attached
      return 0
      ;;
    esac
  done
  part=$part$line
  return 1
}

# The answer of an earlier try of this attempt, whose own answer was lost on its way.
again() {
  for one in "$d"/*-*; do
    [ "$one" != "$t" ] && is_ours "$one" || continue
    i=0
    while at_work "$one" && [ $i -lt 400 ]; do sleep 0.02; i=$((i + 1)); done
    at_work "$one" && no still-at-work "$attempt"
    # A try that was killed has left its hold to nobody.
    [ -f "$one/answer" ] || { release "$one"; continue; }
    if [ "$limit" = 0 ] || alive "$one"; then cat "$one/answer"; exit 0; fi
  done
}
others() {
  for one in "$d"/*-*; do
    if alive "$one" && ! is_ours "$one"; then no lease-active "$(cat "$one/attempt")"; fi
  done
}

t=
case $verb in
status)
  find_all
  each look
  for one in "$d"/*-*; do
    if alive "$one"; then echo "@lease $(cat "$one/attempt")"; fi
  done
  ;;
prepare)
  find_all
  each passive
  each synced
  each passive
  each synced
  ;;
quiesce)
  [ "${limit%%.*}" -le @HOLD_CEILING@ ] 2>/dev/null || no hold-too-long "$limit s, and at most @HOLD_CEILING@ s"
  mkdir "$d" 2>/dev/null
  [ -d "$d" ] && [ ! -h "$d" ] && [ -O "$d" ] || no failed "$d is not ours"
  # A reader that stays open keeps the WAL from being copied completely. The check begins again when it is asked for.
  if alive "$d/check"; then
    checker=$(cut -d ' ' -f 1 "$d/check/pid")
    kill -9 "-$checker" 2>/dev/null || kill -9 "$checker" 2>/dev/null
  fi
  again
  others
  find_all
  each writable
  for old in $(ls -t "$d" | tail -n +9); do
    alive "$d/$old" || at_work "$d/$old" || rm -rf "${d:?}/$old"
  done
  t="$d/$$-$(born $$)"
  mkdir "$t" && mkfifo "$t/in" && : >"$t/said" && exec 3<"$t/said" || no failed "cannot make $t"
  echo "$attempt" >"$t/attempt"
  before=$(identities)
  echo "$before" >"$t/files"
  first=${files%% *}
  first=${first#*=}
  each provable
  # Each try looks twice within a ms, and keeps no other database for much longer: so it can go on for seconds.
  {
    echo .timeout 1
    each attach
    often 'BEGIN IMMEDIATE;' '1 2 3 4 5 6 7 8 9 10 11 12'
  } >"$t/sql"
  { echo "$born"; cat <<'END'
trap '' HUP
sqlite3 -batch -init /dev/null "file:$2?mode=rw" <"$1/in" >"$1/said" 2>&1 &
holder=$!
echo "$holder $(born $holder)" >"$1/pid"
# Its input ends when its time is over, and when any of these is killed: then it lets go by itself.
{ cat "$1/sql"; exec sleep "$3"; } >"$1/in" &
feeder=$!
(sleep "$3"; kill -9 $holder) &
timer=$!
wait $holder
echo over >"$1/over"
kill $feeder $timer
END
  } >"$t/holder"
  seconds=$limit
  [ "$limit" = 0 ] && seconds=12
  # Whatever goes wrong from here on, nobody stays locked out.
  trap 'release "$t"' EXIT
  trap 'exit 1' HUP INT TERM
  if command -v setsid >/dev/null; then
    setsid sh "$t/holder" "$t" "$first" "$seconds" </dev/null >/dev/null 2>&1 &
  else
    nohup sh "$t/holder" "$t" "$first" "$seconds" </dev/null >/dev/null 2>&1 &
  fi
  part=
  joined=
  # By the clock: on a busy machine pauses are longer than they were asked to be.
  now
  until=$(($now + 8000))
  while :; do
    has_begun && alive "$t" && break
    now
    if [ -f "$t/over" ] || [ $now -ge $until ]; then
      again
      others
      no database-busy "database is locked"
    fi
    sleep 0.004
  done
  now
  echo "$now" >"$t/since"
  each facts
  each synced
  held=yes
  if [ "$limit" = 0 ]; then held=no; release "$t"; else alive "$t"; fi ||
    no hold-broken "the last sync had not returned after $seconds s"
  [ "$(identities)" = "$before" ] || no database-replaced a file was replaced while it was held
  { echo "@held $held"; each told; echo @done; } >"$t/answer.new"
  mv "$t/answer.new" "$t/answer"
  trap - EXIT
  cat "$t/answer"
  ;;
resume)
  for one in "$d"/*-*; do
    if is_ours "$one" && [ -f "$one/answer" ]; then t=$one; fi
    if [ "$t" = "$one" ] && alive "$one"; then break; fi
  done
  [ -n "$t" ] || { echo @resumed unknown; exit 0; }
  if mkdir "$t/ending" 2>/dev/null; then
    how=lapsed
    if release "$t" && [ "$(identities)" = "$(cat "$t/files")" ]; then how=intact; fi
    now
    echo "@resumed $how $(($now - $(cat "$t/since")))" >"$t/resumed.new"
    mv "$t/resumed.new" "$t/resumed"
  fi
  i=0
  while [ ! -f "$t/resumed" ] && [ $i -lt 250 ]; do sleep 0.02; i=$((i + 1)); done
  cat "$t/resumed" 2>/dev/null || echo @resumed lapsed 0
  ;;
check-quick | check-full)
  mkdir "$d" 2>/dev/null
  [ -d "$d" ] && [ ! -h "$d" ] && [ -O "$d" ] || no failed "$d is not ours"
  t="$d/check"
  if is_ours "$t" && [ -f "$t/answer" ]; then cat "$t/answer"; exit 0; fi
  if alive "$t"; then
    is_ours "$t" || no check-active "$(cat "$t/attempt")"
    echo @running
    exit 0
  fi
  find_all
  rm -rf "${t:?}"
  mkdir "$t" || no check-active "another begins at this moment"
  echo "$attempt" >"$t/attempt"
  case $verb in check-full) pragma=integrity_check ;; *) pragma=quick_check ;; esac
  { echo "$born"; cat <<'END'
trap '' HUP
t=$1 pragma=$2 seconds=$3
shift 3
echo "$$ $(born $$)" >"$t/pid"
(
  trap 'kill $s; exit' TERM
  sleep "$seconds" &
  s=$!
  wait $s
  echo "@error check-too-slow not done within $seconds s" >"$t/answer"
  kill -9 -$$ || kill -9 $$
) &
timer=$!
for database in "$@"; do
  file=${database#*=}
  echo "@database ${database%%=*} $file"
  said=$(sqlite3 -batch -bail -init /dev/null "file:$file?mode=ro" 2>&1 <<SQL
.timeout 2000
PRAGMA main.journal_mode;
SQL
)
  [ "$said" = wal ] || { echo "@mode $said"; continue; }
  sqlite3 -batch -bail -init /dev/null "file:$file?mode=ro" 2>&1 <<SQL | while read -r line; do echo "!$line"; done
.timeout 2000
.mode list
.headers off
BEGIN;
PRAGMA main.$pragma(20);
SELECT '@violations ' || count(*) FROM (SELECT 1 FROM pragma_foreign_key_check LIMIT 100);
.print @end
SQL
done >"$t/answer.new"
echo @done >>"$t/answer.new"
mv "$t/answer.new" "$t/answer"
echo over >"$t/over"
kill $timer
END
  } >"$t/checker"
  if command -v setsid >/dev/null; then
    setsid sh "$t/checker" "$t" $pragma "$limit" $files </dev/null >/dev/null 2>&1 &
  else
    nohup sh "$t/checker" "$t" $pragma "$limit" $files </dev/null >/dev/null 2>&1 &
  fi
  i=0
  while [ ! -s "$t/pid" ] && [ $i -lt 500 ]; do sleep 0.02; i=$((i + 1)); done
  i=0
  while [ ! -f "$t/answer" ] && [ $i -lt 50 ]; do sleep 0.02; i=$((i + 1)); done
  if [ -f "$t/answer" ]; then cat "$t/answer"; else echo @running; fi
  ;;
copy-*)
  mkdir "$d" 2>/dev/null
  [ -d "$d" ] && [ ! -h "$d" ] && [ -O "$d" ] || no failed "$d is not ours"
  t="$d/copy"
  # Nobody has asked for it: its flysnap was killed, or lost the machine.
  abandoned() { [ ! -f "$t/asked" ] || [ -n "$(find "$t/asked" -mmin +"$1" 2>/dev/null)" ]; }
  drop() {
    if alive "$t"; then
      copier=$(cut -d ' ' -f 1 "$t/pid")
      kill -9 "-$copier" 2>/dev/null || kill -9 "$copier" 2>/dev/null
      i=0
      while alive "$t" && [ $i -lt 100 ]; do sleep 0.02; i=$((i + 1)); done
    fi
    copy=$(cat "$t/file" 2>/dev/null) && rm -f "$copy" "$copy-wal" "$copy-shm" "$copy-journal"
    rm -rf "${t:?}"
  }
  case $verb in
  copy-end)
    if is_ours "$t"; then drop; fi
    echo @done
    exit 0
    ;;
  copy-read)
    case "$one.$two" in *[!0-9.]* | .* | *.) exit 64 ;; esac
    is_ours "$t" && [ -f "$t/answer" ] || no copy-lost "there is no copy of $attempt"
    : >"$t/asked"
    dd if="$(cat "$t/file")" bs=65536 skip=$(($one / 65536)) count=$(($two / 65536)) >"$t/part" 2>/dev/null ||
      no copy-lost "its file cannot be read"
    echo "@part $(wc -c <"$t/part" | tr -d ' ') $(sha256sum <"$t/part" | cut -c 1-64)"
    if command -v gzip >/dev/null; then
      echo @gzip
      gzip -1 -c <"$t/part" | base64
    else
      echo @plain
      base64 <"$t/part"
    fi
    echo @done
    exit 0
    ;;
  copy-vacuum | copy-backup) ;;
  *) exit 64 ;;
  esac
  if is_ours "$t"; then
    if [ -f "$t/answer" ]; then : >"$t/asked"; cat "$t/answer"; exit 0; fi
    if alive "$t"; then
      : >"$t/asked"
      cat "$t/expected"
      echo "@size $(wc -c <"$(cat "$t/file")" | tr -d ' ')"
      echo @running
      exit 0
    fi
    drop
    no copy-ended "its process was killed, perhaps for lack of memory"
  fi
  if alive "$t" && ! abandoned 1; then no copy-active "$(cat "$t/attempt")"; fi
  for tool in dd base64 sha256sum find df; do command -v $tool >/dev/null || no no-tool $tool; done
  drop
  find_all
  case " $files" in *" $one="*) ;; *) no database-absent "$one" ;; esac
  file=" $files"
  file=${file#*" $one="}
  file=${file%% *}
  folder=${file%/*}
  # What a machine that was started again has left: one copy at a time is made here.
  rm -f "$folder"/.flysnap-copy-*
  ask rw "$file" ".timeout 5000
.mode list
.headers off
SELECT 'flysnap';
PRAGMA main.journal_mode;
PRAGMA main.page_size;
PRAGMA main.page_count;
PRAGMA main.freelist_count;" || trouble "$one" "$answer"
  set -- $answer
  case "$#$1" in 5flysnap) ;; *) no failed "$one: sqlite3 said: $answer" ;; esac
  case "$3$4$5" in *[!0-9]*) no failed "$one: sqlite3 said: $answer" ;; esac
  [ "$4" != 0 ] || no database-empty "$file"
  mode=$2
  pages=$4
  [ "$verb" = copy-vacuum ] && pages=$(($4 - $5))
  bytes=$(($3 * $pages))
  [ "$bytes" -le @MAX_COPY_BYTES@ ] || no copy-too-large "$bytes"
  set -- $(df -Pk "$folder" | tail -n 1)
  case "${4-}" in '' | *[!0-9]*) no failed "df says nothing of $folder" ;; esac
  # Some is left for the app, which goes on writing.
  [ "$4" -ge $(($bytes / 1024 + 65536)) ] || no disk-full "$folder has $(($4 / 1024)) MiB free, and the copy needs $(($bytes / 1048576)) MiB; 64 MiB more are left to the app"
  mkdir "$t" || no copy-active "another begins at this moment"
  echo "$attempt" >"$t/attempt"
  echo "$folder/.flysnap-copy-$$-$(born $$)" >"$t/file"
  : >"$t/asked"
  echo "@expected $bytes" >"$t/expected"
  { echo "$born"; cat <<'END'
trap '' HUP
t=$1 how=$2 seconds=$3 file=$4 mode=$5
copy=$(cat "$t/file")
echo "$$ $(born $$)" >"$t/pid"
gone() { rm -f "$copy" "$copy-wal" "$copy-shm" "$copy-journal"; }
wanted() { [ -f "$t/asked" ] && [ -z "$(find "$t/asked" -mmin +5)" ]; }
answer() { mv "$t/answer.new" "$t/answer"; }
(
  n=0
  while [ $n -lt "$seconds" ] && wanted; do sleep 2; n=$((n + 2)); done
  echo "@error copy-too-slow not done within $seconds s" >"$t/answer.late"
  mv "$t/answer.late" "$t/answer"
  gone
  kill -9 -$$ || kill -9 $$
) &
timer=$!
fail() {
  gone
  echo "@error $*" | tr '\n' ' ' | cut -c 1-500 >"$t/answer.new"
  answer
  kill $timer
  echo over >"$t/over"
  exit
}
sql() { sqlite3 -batch -bail -init /dev/null "file:$1?mode=rw" >"$t/out" 2>"$t/err"; }
: >"$copy" || fail failed "$copy cannot be made"
{
  echo '.timeout 10000'
  case $how in
  copy-vacuum) echo "VACUUM main INTO '$copy';" ;;
  *)
    # With a read transaction of its own it need not begin again whenever somebody writes.
    [ "$mode" = wal ] && printf '%s\n' 'BEGIN;' '.output /dev/null' 'SELECT count(*) FROM main.sqlite_master;' '.output'
    echo ".backup main '$copy'"
    ;;
  esac
  printf '%s\n' 'SELECT sqlite_version();'
} >"$t/sql"
sql "$file" <"$t/sql"
code=$?
# It ends with 0 after some errors, too.
if [ $code != 0 ] || [ -s "$t/err" ]; then
  said=$(cat "$t/err")
  case $said in
  *'disk is full'* | *'disk I/O error'*) fail disk-full "sqlite3 said: $said" ;;
  *) fail copy-failed "sqlite3 ended with $code and said: $said" ;;
  esac
fi
version=$(cat "$t/out")
if [ "$mode" = wal ] && [ "$how" = copy-vacuum ]; then
  echo 'PRAGMA main.journal_mode=WAL;' | sql "$copy"
  [ "$(cat "$t/out" "$t/err")" = wal ] || fail copy-failed "the copy's journal mode cannot be set: $(cat "$t/err")"
fi
sum=$(sha256sum <"$copy") || fail copy-failed "the copy cannot be read"
{
  printf '%s\n' "@version $version" "@mode $mode" "@bytes $(wc -c <"$copy" | tr -d ' ')" "@sha256 ${sum%% *}" @done
} >"$t/answer.new"
: >"$t/asked"
answer
kill $timer
# It stays as long as somebody reads it.
while wanted; do sleep 2; done
gone
rm -rf "$t"
END
  } >"$t/copier"
  if command -v setsid >/dev/null; then
    setsid sh "$t/copier" "$t" "$verb" "${limit%%.*}" "$file" "$mode" </dev/null >/dev/null 2>&1 &
  else
    nohup sh "$t/copier" "$t" "$verb" "${limit%%.*}" "$file" "$mode" </dev/null >/dev/null 2>&1 &
  fi
  i=0
  while [ ! -s "$t/pid" ] && [ $i -lt 500 ]; do sleep 0.02; i=$((i + 1)); done
  i=0
  while [ ! -f "$t/answer" ] && [ $i -lt 50 ]; do sleep 0.02; i=$((i + 1)); done
  if [ -f "$t/answer" ]; then cat "$t/answer"; else cat "$t/expected"; echo @running; fi
  ;;
*) exit 64 ;;
esac
