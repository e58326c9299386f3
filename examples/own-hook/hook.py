"""A hook of level 1 for flysnap: it checkpoints a database on request. It needs only Python's standard library.

    FLYSNAP_HOOK_TOKEN=... python3 hook.py /data/app.db [PORT]

Start it beside the app, or copy what your framework needs. `flysnap hook check http://127.0.0.1:8099` tests an
implementation against the contract. It proves no sync and cannot block writers: the agent does both.
"""

import hmac
import json
import os
import socket
import sqlite3
import sys
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

DATABASE = os.path.abspath(sys.argv[1])  # flysnap has to see whether it lies on the volume
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 8099
TOKEN = os.environ["FLYSNAP_HOOK_TOKEN"]
MACHINE = os.environ.get("FLY_MACHINE_ID", "this-computer")
LIMIT = 64 * 1024
MOST_LEASES = 1000

leases = {}  # attempt -> answer; the same attempt gets the same lease again
lock = Lock()


class Refused(Exception):
    def __init__(self, status, code, message):
        self.status, self.code, self.message = status, code, message


def database():
    return sqlite3.connect(DATABASE, timeout=0.05, isolation_level=None)


def state():
    connection = database()
    try:
        # FULL copies everything and does not truncate: truncating is safe only if the app's version of SQLite is known.
        busy, log, checkpointed = connection.execute("PRAGMA main.wal_checkpoint(FULL)").fetchone()
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    finally:
        connection.close()
    wal = DATABASE + "-wal"
    return {
        "name": "main", "path": DATABASE, "journal_mode": mode,
        "checkpoint": {"busy": busy, "log": log, "checkpointed": checkpointed},
        "wal_bytes": os.path.getsize(wal) if os.path.exists(wal) else 0,
        "held": False, "synced": False,
    }


def quiesce(asked):
    attempt, names = asked.get("attempt"), asked.get("databases", ["main"])
    if not isinstance(attempt, str) or not attempt or not isinstance(asked.get("hold_ms"), int):
        raise Refused(400, "bad-request", "attempt and hold_ms are required")
    if names != ["main"]:
        raise Refused(404, "database-unknown", "there is only main")
    with lock:
        if attempt not in leases:
            while len(leases) >= MOST_LEASES:
                leases.pop(next(iter(leases)))
            leases[attempt] = {
                "lease": uuid.uuid4().hex, "expires_in_ms": 0, "machine_id": MACHINE,
                "sqlite_version": sqlite3.sqlite_version, "databases": [state()],
            }
        return leases[attempt]


def resume(asked):
    with lock:
        if not any(it["lease"] == asked.get("lease") for it in leases.values()):
            raise Refused(404, "lease-unknown", "unknown lease")
    return {"intact": True, "held_ms": 0}


def status(_):
    return {
        "level": 1, "machine_id": MACHINE, "sqlite_version": sqlite3.sqlite_version,
        "databases": [{"name": "main", "path": DATABASE, "present": os.path.exists(DATABASE)}],
    }


CALLS = {
    ("GET", "/flysnap/v1/status"): status,
    ("POST", "/flysnap/v1/quiesce"): quiesce,
    ("POST", "/flysnap/v1/resume"): resume,
}


class Hook(BaseHTTPRequestHandler):
    timeout = 30

    def do_GET(self):
        try:
            call = CALLS.get((self.command, self.path))
            if call is None:
                raise Refused(404, "no-such-path", "there is no such path")
            given = self.headers.get("Authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, b"Bearer " + TOKEN.encode()):
                raise Refused(401, "unauthorised", "the token is missing or wrong")
            length = int(self.headers.get("Content-Length") or 0)
            if length > LIMIT:
                raise Refused(413, "body-too-large", "too large")
            asked = json.loads(self.rfile.read(length) or b"{}")
            self.answer(200, call(asked if isinstance(asked, dict) else {}))
        except Refused as no:
            self.answer(no.status, {"error": {"code": no.code, "message": no.message}})
        except ValueError:
            self.answer(400, {"error": {"code": "bad-request", "message": "the body is not JSON"}})
        except sqlite3.Error as error:
            self.answer(503, {"error": {"code": "database-busy", "message": str(error)}})

    do_POST = do_GET

    def answer(self, code, body):
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if len(TOKEN) < 32:
        sys.exit("FLYSNAP_HOOK_TOKEN must have at least 32 characters")
    # On Fly the private address is fly-local-6pn, which is IPv6. The token is required there too.
    host = "fly-local-6pn" if "FLY_MACHINE_ID" in os.environ else "127.0.0.1"
    ThreadingHTTPServer.address_family = socket.getaddrinfo(host, PORT)[0][0]
    server = ThreadingHTTPServer((host, PORT), Hook)
    print("listening on port", server.server_address[1], flush=True)
    server.serve_forever()
