package dev.flysnap.demo.shop;

/** SQLite's setting of the same name: how much of a commit is on the device when it returns. */
public enum Synchronous {
    OFF,
    /** What Rails, ecto_sqlite3 and most guides set for WAL. */
    NORMAL,
    FULL
}
