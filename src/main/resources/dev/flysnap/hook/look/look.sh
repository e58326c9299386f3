# Looks which SQLite files lie below the folders that are named, and who has which file open; changes nothing. Needs sh and
# what coreutils, findutils, grep and sed, or BusyBox, have. The text is always the same, so that a token can be pinned to it.
#
# Lines that begin with @ are facts about the machine, or begin a list of files or of processes. A database is a
# file whose first bytes say so, whatever it is called; byte 19 tells its journal mode. No contents are read or printed.
# What a restore in place has sent or set aside is no database of the app.
set -u
export LC_ALL=C
bounded() { if command -v timeout >/dev/null; then timeout 15 "$@"; else "$@"; fi; }
command -v flysnap >/dev/null && echo '@flysnap yes'
v=$(sqlite3 -version 2>/dev/null) && echo "@sqlite3 ${v%% *}"
for musl in /lib/ld-musl-*; do [ -e "$musl" ] && echo '@musl yes'; done
while read -r name size _; do [ "$name" = MemTotal: ] && echo "@memory_kb $size"; done </proc/meminfo
grep -q '[Ll]ite[Ff][Ss]' /proc/mounts 2>/dev/null && echo '@litefs yes'
litestream_setup
# Variables that name a file of SQLite's: its path, and nothing behind it. Secrets are variables, too.
env | sed -n \
  -e 's/^\([A-Za-z0-9_]*\)=\(\(jdbc:\)\{0,1\}sqlite3\{0,1\}[+a-z]*:[A-Za-z0-9_./-]*\)\([?#].*\)\{0,1\}$/@setting \1 \2/p' \
  -e 's/^\([A-Za-z0-9_]*\)=\(\(file:\)\{0,1\}\/[A-Za-z0-9_./-]*\.\(db3\{0,1\}\|sqlite3\{0,1\}\|s3db\)\)\(?.*\)\{0,1\}$/@setting \1 \2/p'
number=0
for mount in "$@"; do
  number=$((number + 1))
  cd "$mount" 2>/dev/null || continue
  echo "@mount $number $(pwd -P)"
  began=$(date +%s)
  bounded find . -xdev -maxdepth 12 -type d -name '*-litestream' -prune | sed 's/^/@litestream /'
  files() {
    bounded find . -xdev -maxdepth 12 \( -name '*-litestream' -o -name '.flysnap-*' \) -prune -o \
      -type f -size +511c ! -name '*-wal' ! -name '*-shm' ! -name '*-journal' \
      ! -name '*.before-run_*' ! -name '*.incoming-run_*' -print
  }
  [ -z "$(bounded find . -xdev -mindepth 13 -maxdepth 13 | head -n 1)" ] || echo '@truncated folders deeper than 12'
  [ "$(files | head -n 100001 | wc -l)" -le 100000 ] || echo '@truncated more than 100000 files'
  # head prints each file's name; zeros are dropped, and what is left of the header ends with r (rollback) or w (WAL).
  found=$(files | head -n 100000 | tr '\n' '\0' | bounded xargs -0 head -c 19 /dev/null 2>/dev/null |
    tr '\001\002' 'rw' | tr -d '\000' | tr -c ' -~\n' '?' | grep -B 1 '^SQLite format 3')
  [ $(($(date +%s) - began)) -lt 15 ] || echo '@truncated it took more than 15 s'
  echo '@headers'
  printf '%s\n' "$found"
  echo '@sizes'
  printf '%s\n' "$found" | sed -n 's/^==> \(.*\) <==$/\1/p' | sed 'p;s/$/-wal/;p;s/-wal$/-journal/' |
    tr '\n' '\0' | xargs -0 stat -c '%s %n' 2>/dev/null
done
# Each process with the files that it has open, as far as they lie on a mount or look like a database's.
echo '@open'
ls -l /proc/[0-9]*/fd 2>/dev/null | sed -n -e '/^\/proc\/[0-9]*\/fd:$/p' -e 's/.* -> \(\/.*\)$/\1/p' |
  grep -e '^/proc/[0-9]*/fd:$' -e '\.\(db3\{0,1\}\|sqlite3\{0,1\}\|s3db\)$' -e '-wal$' -e '-journal$' \
    $(for mount in "$@"; do echo "-e ^$(cd "$mount" 2>/dev/null && pwd -P)/"; done)
# A process of this machine, and not of another one that shares its kernel, as in a simulator.
echo '@ours'
grep -l "FLY_MACHINE_ID=${FLY_MACHINE_ID:-none}" /proc/[0-9]*/environ 2>/dev/null
echo '@names'
grep . /proc/[0-9]*/comm 2>/dev/null
echo @done
