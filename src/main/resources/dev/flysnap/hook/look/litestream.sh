# How Litestream is set up: its config file, and which database goes where. Keys and passwords are neither kept nor printed;
# variables in paths and addresses are put in, as Litestream does itself. Without awk nothing is told.
litestream_setup() {
  config=${LITESTREAM_CONFIG:-/etc/litestream.yml}
  for process in $(grep -lx litestream /proc/[0-9]*/comm 2>/dev/null); do
    process=${process%/comm}
    grep -q "FLY_MACHINE_ID=${FLY_MACHINE_ID:-}" "$process/environ" 2>/dev/null || continue
    echo '@litestream_runs yes'
    # replicate -config FILE, or replicate DATABASE URL
    last=
    database=
    while IFS= read -r word; do
      case $last in -config | --config) config=$word ;; esac
      case $word in
      -config=* | --config=*) config=${word#*=} ;;
      -*) ;;
      *://*)
        place=${word#*://}
        place=${place%%\?*}
        host=${place%%/*}
        [ -z "$database" ] || printf '%s\n' "@replicated $database" "@replica_at ${word%%://*}://${host##*@}${place#"$host"}"
        ;;
      /*) database=$word ;;
      esac
      last=$word
    done <<END
$(tr '\000' '\n' <"$process/cmdline")
END
  done
  [ -r "$config" ] && command -v awk >/dev/null || return 0
  echo "@litestream_config $config"
  awk '
    function expanded(s,  out, name) {
      out = ""
      while (match(s, /\$[{]?[A-Za-z_][A-Za-z0-9_]*[}]?/)) {
        name = substr(s, RSTART + 1, RLENGTH - 1)
        gsub(/[{}]/, "", name)
        out = out substr(s, 1, RSTART - 1) ENVIRON[name]
        s = substr(s, RSTART + RLENGTH)
      }
      return out s
    }
    function address(  p) {
      if (v["url"] != "") return v["url"]
      if (v["type"] == "" || v["type"] == "file") return v["path"] == "" ? "" : "file://" v["path"]
      p = v["path"]
      sub(/^\//, "", p)
      return v["type"] "://" (v["bucket"] != "" ? v["bucket"] : v["host"]) (p == "" ? "" : "/" p)
    }
    function end_replica(  a) {
      a = address()
      sub(/:\/\/[^\/]*@/, "://", a)
      sub(/[?#].*/, "", a)
      if (db != "" && a != "") print "@replicated " db "\n@replica_at " a
      split("", v)
    }
    /^[ \t]*(#|$)/ { next }
    { sub(/\r$/, "") }
    /^dbs:/ { inside = 1; item = -1; next }
    /^[^ \t-]/ { if (inside) end_replica(); inside = 0; db = "" }
    !inside { next }
    {
      match($0, /^[ \t]*/)
      column = RLENGTH
      text = substr($0, column + 1)
      is_item = text ~ /^-( |$)/
      if (is_item && item < 0) item = column
      if (is_item) { end_replica(); if (column == item) db = "" }
      if (text == "-") next
      while (text ~ /^- /) {
        match(text, /^- +/)
        column += RLENGTH
        text = substr(text, RLENGTH + 1)
      }
      if (is_item && text != "" && own == "") own = column
      key = text
      sub(/:.*/, "", key)
      value = substr(text, length(key) + 2)
      gsub(/^[ \t]+|[ \t]+(#.*)?$/, "", value)
      gsub(/^["\047]|["\047]$/, "", value)
      if (column == own) {
        if (key == "path" || key == "dir") db = expanded(value) (key == "dir" ? "/" : "")
        if (key == "replica" && value == "") end_replica()
      } else if (key ~ /^(url|type|bucket|path|host)$/) v[key] = expanded(value)
    }
    END { if (inside) end_replica() }
  ' "$config"
}
