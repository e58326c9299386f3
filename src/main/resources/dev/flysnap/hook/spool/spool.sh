# Hands one request to the flysnap agent in this machine, and prints its answer: with nothing but sh, cat, head, mv, rm,
# sleep, stat and tr, and in no second JVM. The text is the same for every request, so that a token can be limited to it. On stdin:
# a line that says for how many seconds to wait at most and how many bytes the request has, then the request. The agent's
# token comes from this machine's environment; it goes into a file in the agent's private folder, and into no process list.
set -uC
umask 077
export LC_ALL=C
no() { printf '{"status":0,"why":"%s"}\n' "$*"; exit 0; }
read -r seconds bytes
case $seconds in '' | *[!0-9]* | ???*) exit 64 ;; esac
case $bytes in '' | *[!0-9]* | ????????*) exit 64 ;; esac
name=flysnap-agent-${FLY_MACHINE_ID-}
case $name in *[!A-Za-z0-9_-]*) exit 64 ;; esac
token=${@TOKEN@-}
d=
for parent in ${XDG_RUNTIME_DIR:+"$XDG_RUNTIME_DIR"} /dev/shm /tmp; do
  if [ -d "$parent/$name" ] && [ ! -h "$parent/$name" ] && [ -f "$parent/$name/pid" ]; then
    d=$parent/$name
    break
  fi
done
[ -n "$d" ] || no "no flysnap agent has its folder $name in /dev/shm or /tmp here, or none that this user may see"
read -r pid <"$d/pid" || no "nobody can tell whose $d is"
case $pid in '' | *[!0-9]*) no "nobody can tell whose $d is" ;; esac
runs() { [ -d "/proc/$pid" ]; }
runs || no "the agent has ended (it was process $pid)"
# root may use the folder of an agent that is another user, if that user's process really was started with the same token:
# anybody may make a folder of this name, and write the agent's number into it.
if [ ! -O "$d" ]; then
  set -- $(stat -c %u "$d" "/proc/$pid" 2>/dev/null)
  [ $# = 2 ] && [ "$1" = "$2" ] || pid=none
  case "
$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ")
" in
  *"
@TOKEN@=${token:-none}
"*) umask 0 ;;
  *) no "$d belongs to another user, or to an agent with another token than @TOKEN@ in this machine" ;;
  esac
fi
# Named after this process and when it began: a number may have come to be another's.
read -r line <"/proc/$$/stat"
set -- ${line##*) }
shift 19
r=$d/$$-$1
trap 'rm -f "$r.new" "$r.request" "$r.running" "$r.answer"' EXIT
trap 'exit 1' HUP INT TERM
{ printf '%s\n' "$token" && head -c "$bytes"; } >"$r.new" 2>/dev/null || no "$d has no room for the request"
mv "$r.new" "$r.request" 2>/dev/null || no "the agent ended at this moment"
i=0
while [ ! -f "$r.answer" ]; do
  # It takes each request once. One that came after it does not do what it had begun, and says nothing of it.
  [ -f "$r.request" ] || [ -f "$r.running" ] || [ -f "$r.answer" ] || no "the agent was started again meanwhile"
  runs || no "the agent ended meanwhile"
  if [ $i -ge $((seconds * 40)) ]; then
    [ -f "$r.request" ] && no "the agent did not take the request within $seconds s"
    printf '{"status":503,"body":{"error":{"code":"still-at-work","message":"The agent has not answered within %s s."}}}\n' "$seconds"
    exit 0
  fi
  if [ $i -lt 80 ]; then
    sleep 0.02
    i=$((i + 1))
  else
    sleep 0.2
    i=$((i + 8))
  fi
done
cat "$r.answer"
