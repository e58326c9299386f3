# Checks the SQLite databases of a restored volume with nothing but sh, sqlite3, find and the tools that coreutils and
# BusyBox share. Each call takes seconds at most; what takes longer runs detached, and a later call reads it.
#
# check RUN LEVEL MOUNT  starts the check unless one is at work, and tells how many lines its verdict has
# lines RUN FROM         prints a part of the verdict
# ask RUN N ID SQL       runs a query on the database with the number N; ID tells one query from another
#
# Each worker works in a directory of its own, so two of them do no harm: the last that is done gives the answer.
set -u
umask 077
export LC_ALL=C
verb=${1-} run=${2-}
case $run in '' | *[!A-Za-z0-9_-]*) exit 64 ;; esac
d=/tmp/flysnap-verify-$run-${FLY_MACHINE_ID:-here}
no() { echo "@error $*"; exit 0; }
number() { case $1 in '' | *[!0-9]*) exit 64 ;; esac; }
# When a process began: a number may have come to be another's. One that has ended and waits for its parent is gone.
born='born() {
  read -r line <"/proc/$1/stat" || return 1
  set -- ${line##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  echo "$1"
}'
eval "$born"
alive() { at=${1##*/}; at=${at#*.}; [ "$(born "${at%%-*}" 2>/dev/null)" = "${at#*-}" ]; }
at_work() { for one in "$1".*-*; do [ -d "$one" ] && alive "$one" && return; done; return 1; }
tries() { n=0; for one in "$1".*-*; do [ -d "$one" ] && n=$((n + 1)); done; echo $n; }
# In a session of its own the worker outlives this call.
detach() {
  if command -v setsid >/dev/null; then
    setsid sh "$d/worker" "$@" </dev/null >/dev/null 2>&1 &
  else
    nohup sh "$d/worker" "$@" </dev/null >/dev/null 2>&1 &
  fi
  # Until it has made its directory nobody can tell that it is at work.
  i=0
  while [ ! -e "$2" ] && ! at_work "$2" && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
}
perform() {
  answer=$2
  if [ ! -e "$answer" ] && ! at_work "$answer"; then
    [ "$(tries "$answer")" -lt 3 ] ||
      no worker-ended "$(cat "$answer".*-*/stderr 2>/dev/null | tail -n 3 | tr '\n' ' ' | cut -c 1-400)"
    detach "$@"
  fi
  i=0
  while [ ! -e "$answer" ] && at_work "$answer" && [ $i -lt 40 ]; do sleep 0.1; i=$((i + 1)); done
  [ -e "$answer" ] || { echo @running; exit 0; }
}
case $verb in
check)
  command -v sqlite3 >/dev/null || no no-sqlite3
  [ -d "$4" ] || no failed "$4 is no directory"
  mkdir "$d" 2>/dev/null
  [ -d "$d" ] && [ ! -h "$d" ] && [ -O "$d" ] || no failed "$d is not ours"
  { echo "$born"; cat <<'END'
@WORKER@
END
  } >"$d/worker.$$" && mv "$d/worker.$$" "$d/worker" || no failed "$d cannot be written"
  perform check "$d/verdict" "$3" "$4"
  echo "@lines $(wc -l <"$d/verdict" | tr -d ' ')"
  ;;
lines)
  number "${3-}"
  sed -n "$3,$(($3 + @LINES@ - 1))p" "$d/verdict"
  ;;
ask)
  number "${3-}"
  case ${4-} in '' | *[!0-9a-f]*) exit 64 ;; esac
  printf '%s' "$5" >"$d/query.$$" && mv "$d/query.$$" "$d/query-$4.sql" || no failed "$d cannot be written"
  perform ask "$d/query-$4" "$3"
  cat "$d/query-$4"
  ;;
*) exit 64 ;;
esac
