/**
 * SQLite itself: connections, checkpoints, the identity of database files, and what its errors
 * mean. A mistake here costs data, so each class says what it relies on. Must not know Fly, leases,
 * HTTP or the caller.
 *
 * <p>One rule above all: POSIX drops every lock that a process holds on a file when the process
 * closes any descriptor of it. So nothing in this process opens a database file (or its {@code
 * -wal}, {@code -shm}) by other means than SQLite while a connection to it may be open: sizes come
 * from the directory entry, identity from PRAGMAs, syncs go through the directory.
 *
 * <p>{@code sqlite.quiesce} holds writers off and ends the hold by itself; {@code sqlite.check}
 * verifies files.
 */
@NullMarked
package dev.flysnap.sqlite;

import org.jspecify.annotations.NullMarked;
