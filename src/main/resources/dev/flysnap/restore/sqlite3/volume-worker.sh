set -u
umask 077
export LC_ALL=C
sql() { sqlite3 -batch -bail -init /dev/null "$@"; }
starts() { [ "$(head -c "$2" "$1" 2>/dev/null)" = "$(printf "$3")" ]; }
is_log() { starts "$1" 4 '7\177\006\202' || starts "$1" 4 '7\177\006\203' || starts "$1" 8 '\331\325\005\371 \241c\327'; }

# One file: a database, or what is left of one. In a list of lines a line break in a name would look like its end.
look() {
  case $1 in *'
'*) echo '@problem a file has a line break in its name, and was not looked at'; return ;; esac
  rel=${1#"$mount"/}
  [ -r "$1" ] || { echo "@problem $rel cannot be read"; return; }
  case $(head -c 15 "$1" 2>/dev/null) in 'SQLite format 3') printf '%s\n' "$1" >>"$t/list"; return ;; esac
  for suffix in -wal -journal; do
    if [ -f "$1$suffix" ] && is_log "$1$suffix"; then
      echo "@problem $rel has no database header any more, but ${rel##*/}$suffix is beside it"
      return
    fi
    case $1 in *"$suffix")
      if is_log "$1" && [ ! -e "${1%"$suffix"}" ]; then
        echo "@problem $rel is there, but its database ${rel%"$suffix"} is not"
      fi
      return ;;
    esac
  done
  case $1 in *.db | *.db3 | *.sqlite | *.sqlite3)
    if [ "$(head -c 100 "$1" | wc -c)" -eq 100 ] && [ "$(head -c 100 "$1" | tr -d '\000' | wc -c)" -eq 0 ]; then
      echo "@problem $rel is called like a database, and begins with zeros"
    fi ;;
  esac
}

verb=$1
if [ "$verb" = look ]; then
  shift
  for file; do look "$file"; done
  exit 0
fi
answer=$2
t=$answer.$$-$(born $$)
mkdir "$t" || exit 1
exec 2>"$t/stderr"
trap '' HUP

tables="FROM main.sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND name<>'_flysnap_canary'"
# SQLite builds the statements, with its own quoting. Where a name has control characters it may print it changed.
rows() {
  sql "$1" "SELECT 'SELECT ''@rows '||hex(name)||' ''||count(*) FROM (SELECT 1 FROM main.\"'||replace(name,'\"','\"\"')
    ||'\" LIMIT @MAX_ROWS@+1);' $tables AND sql NOT LIKE 'CREATE VIRTUAL%' AND length(CAST(name AS BLOB))<=100
    AND name NOT GLOB '*['||char(1)||'-'||char(31)||char(127)||']*' ORDER BY rowid LIMIT @MAX_TABLES@;" >"$t/counts" &&
    sql "$1" <"$t/counts"
}
database() {
  echo "@database ${1#"$mount"/}"
  # Opened the normal way: what lies in the WAL or the journal beside it is recovered first.
  { printf '%s\n' '.timeout 5000' '.mode list' '.headers off'
    for one in journal_mode page_size page_count user_version encoding; do printf '%s\n' ".print @$one" "PRAGMA main.$one;"; done
    printf '%s\n' '.print @tables' "SELECT count(*) $tables;"
  } >"$t/facts.sql"
  sql "$1" <"$t/facts.sql" >"$t/facts" 2>"$t/error"
  code=$?
  echo "@bytes $(wc -c <"$1" | tr -d ' ')"
  # A name and its value stand on two lines.
  sed -n '/^@/{N;s/\n/ /;p;}' "$t/facts"
  if [ $code = 0 ] && [ $check != none ]; then
    sql "$1" "PRAGMA main.$check(100);" >"$t/said" 2>"$t/error"
    code=$?
    [ "$(cat "$t/said")" = ok ] || head -n 100 "$t/said" | sed 's/^/!/'
  fi
  if [ $code != 0 ]; then
    head -n 5 "$t/error" | sed 's/^/!/'
    echo "!sqlite3 ended with exit code $code$([ $code -le 128 ] || echo ': it was killed, perhaps for lack of memory')"
    return
  fi
  : >"$t/schema"
  sql "$1" "SELECT writefile('$t/schema', coalesce((SELECT group_concat(sql||char(10),'') FROM
    (SELECT sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY sql COLLATE BINARY)),''));" >/dev/null &&
    command -v sha256sum >/dev/null && echo "@schema $(sha256sum <"$t/schema" | cut -c 1-64)"
  if [ $number -lt 20 ] && [ $(($(date +%s) - began)) -lt 60 ]; then rows "$1"; fi
}

case $verb in
check)
  mount=${4%/}
  case $3 in quick) check=quick_check ;; full) check=integrity_check ;; *) check=none ;; esac
  began=$(date +%s)
  : >"$t/list"
  export mount t
  # flysnap's own files are none of the app's. What a run has replaced is, where an agent will put it back.
  aside='*.before-run_*'
  [ -z "$(find "$mount/" -name .flysnap-replacing)" ] || aside=.flysnap-replacing
  find "$mount/" -name '.flysnap-*' -prune -o -type f ! -name '*.incoming-run_*' ! -name "$aside" \
    -exec sh "$0" look {} + >"$t/found" || echo '@problem the volume cannot be read' >>"$t/found"
  sort "$t/list" >"$t/sorted"
  [ "$(wc -l <"$t/sorted")" -le @MAX_DATABASES@ ] ||
    echo '@problem there are more than @MAX_DATABASES@ databases, and the rest was not looked at' >>"$t/found"
  head -n @MAX_DATABASES@ "$t/sorted" >"$t/paths"
  {
    head -n 100 "$t/found"
    number=0
    while IFS= read -r file <&3; do
      database "$file"
      number=$((number + 1))
    done 3<"$t/paths"
    echo @done
  } >"$t/whole"
  # Not in a pipe: what kills a part of one leaves the rest alive, with half a verdict.
  cut -c 1-1000 "$t/whole" >"$t/answer" && tail -n 1 "$t/answer" | grep -q '^@done$' || exit 1
  mv "$t/paths" "${answer%/*}/paths"
  ;;
ask)
  file=$(sed -n "$(($3 + 1))p" "${answer%/*}/paths")
  safe=-safe
  sql -safe :memory: 'SELECT 1' >/dev/null 2>&1 || safe=
  # Without safe mode (before 3.37) these functions of sqlite3 itself would be allowed.
  if [ -z "$safe" ] && grep -qiE 'writefile|readfile|edit|load_extension' "$answer.sql"; then
    printf '%s\n' '!a query with writefile, readfile, edit or load_extension in it needs sqlite3 3.37 or newer' '@done 1' >"$t/answer"
    mv "$t/answer" "$answer"
    exit 0
  fi
  # As a part of a statement the query cannot begin another one, nor a command of sqlite3 itself.
  sql $safe -cmd 'PRAGMA query_only=ON' "$file" "WITH flysnap_query(v) AS (
$(cat "$answer.sql")
) SELECT CASE WHEN v IS NULL THEN '@null' ELSE '@value '||hex(substr(CAST(v AS TEXT),1,@MAX_CHARACTERS@)) END
FROM flysnap_query LIMIT 2" >"$t/found" 2>"$t/error"
  code=$?
  { head -c 100000 "$t/found"; [ $code = 0 ] || head -n 5 "$t/error" | cut -c 1-400 | sed 's/^/!/'; echo "@done $code"; } >"$t/answer"
  ;;
esac
mv "$t/answer" "$answer"
