# Writes a database to the new volume with nothing but sh and the tools that coreutils and BusyBox share. Each call takes
# seconds at most, and does no harm when it comes twice, or late.
#
# begin RUN N FILE                    what is there: "@placed BYTES" the database, "@part BYTES" what was sent of it
# again RUN N FILE                    forgets what was sent
# chunk RUN N FILE BLOCK SHA256       writes stdin (base64, gzip) at a multiple of 64 KiB, if it has that hash
# sum RUN N FILE WHICH ID             the hash of the "part" or the "file", when it is on the disk; ID tells one question from another
# place RUN N FILE OWNER MODE DIROWNER DIRMODE    gives it its name; "-" is the user that the image runs as
set -u
export LC_ALL=C
verb=${1-} run=${2-} n=${3-} file=${4-}
case $run$n in '' | *[!A-Za-z0-9_-]*) exit 64 ;; esac
shift 4
work=/tmp/flysnap-verify-$run-fill-${FLY_MACHINE_ID:-here}
dir=$(dirname "$file")
part=$dir/.flysnap-fill-$run-$n
no() { echo "@error $*"; exit 0; }
bytes() { wc -c <"$1" | tr -d ' '; }
said=$(mkdir -m 700 "$work" 2>&1)
[ -e "$work" ] || no "$said"
[ -d "$work" ] && [ ! -h "$work" ] && [ -O "$work" ] || no "$work is not ours"
case $verb in
begin)
  for tool in base64 gzip sha256sum dd stat; do
    command -v $tool >/dev/null || no "the image has no $tool"
  done
  if [ -e "$file" ]; then echo "@placed $(bytes "$file")"; exit; fi
  mkdir -p "$dir" && : >>"$part" || no "$part cannot be made"
  echo "@part $(bytes "$part")"
  ;;
again)
  : >"$part" || no "$part cannot be emptied"
  echo @done
  ;;
chunk)
  chunk=$work/chunk-$$
  trap 'rm -f "$chunk"' EXIT
  (umask 077; base64 -d 2>/dev/null | gzip -dc >"$chunk" 2>/dev/null)
  got=$(sha256sum <"$chunk")
  if [ "${got%% *}" != "$2" ]; then
    said=$(dd if=/dev/zero of="$chunk" bs=65536 count=64 2>&1) || no "$(echo "$said" | tr '\n' ' ')"
    echo @damaged
    exit
  fi
  # A late one must not begin anew what was placed meanwhile.
  [ -f "$part" ] || { echo @done; exit; }
  said=$(dd if="$chunk" of="$part" bs=65536 seek="$1" conv=notrunc 2>&1) || no "$(echo "$said" | tr '\n' ' ')"
  echo @done
  ;;
sum)
  case $1 in part) of=$part ;; *) of=$file ;; esac
  answer=$work/sum-$n-$2
  if [ ! -f "$answer" ] && said=$(mkdir "$answer.asked" 2>&1); then
    work='sync
      if s=$(sha256sum <"$1"); then echo "@sum ${s%% *} $(wc -c <"$1" | tr -d " ")"; else echo "@error $1 cannot be read"; fi >"$2.new"
      mv "$2.new" "$2"'
    if command -v setsid >/dev/null; then
      setsid sh -c "$work" flysnap-sum "$of" "$answer" </dev/null >/dev/null 2>&1 &
    else
      nohup sh -c "$work" flysnap-sum "$of" "$answer" </dev/null >/dev/null 2>&1 &
    fi
  fi
  [ -f "$answer" ] || [ -e "$answer.asked" ] || no "$said"
  i=0
  while [ ! -f "$answer" ] && [ $i -lt 40 ]; do sleep 0.1; i=$((i + 1)); done
  if [ -s "$answer" ]; then cat "$answer"; elif [ -f "$answer" ]; then no "$answer is empty: there is no room"; else echo @running; fi
  ;;
place)
  owner=$1 mode=$2 dir_owner=$3 dir_mode=$4
  own() { chown "$1" "$2" 2>/dev/null || [ "$(stat -c %u:%g "$2")" = "$1" ] || no "$2 cannot be given to $1"; }
  if [ -f "$part" ]; then
    [ ! -e "$file" ] || no "$file is there already"
    if [ "$owner" = - ]; then
      for process in /proc/[0-9]*; do
        if tr '\0' '\n' <"$process/cmdline" 2>/dev/null | grep -qx flysnap-idle; then
          owner=$(stat -c %u:%g "$process")
          dir_owner=$owner
          break
        fi
      done
    fi
    [ "$mode" != - ] || mode=644
    [ "$owner" = - ] || own "$owner" "$part"
    chmod "$mode" "$part" || no "$part cannot get mode $mode"
    [ "$dir_owner" = - ] || own "$dir_owner" "$dir"
    [ "$dir_mode" = - ] || chmod "$dir_mode" "$dir" || no "$dir cannot get mode $dir_mode"
    mv "$part" "$file" || no "$part cannot be renamed"
  fi
  [ -f "$file" ] || no "$file is not there"
  sync
  echo @done
  ;;
*) exit 64 ;;
esac
