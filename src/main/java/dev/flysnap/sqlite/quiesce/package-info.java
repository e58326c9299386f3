/**
 * Brings databases to the device so that every commit acknowledged before T is in a copy of the
 * device made after T, and keeps writers off for as short as possible. Must not know leases, HTTP
 * or Fly.
 *
 * <pre>
 * open every database in path order, and the connections of the write hold
 * checkpoint PASSIVE; sync                          // writers continue
 * checkpoint PASSIVE; TRUNCATE where that is safe and the writers added little
 * repeat (sync; checkpoint PASSIVE) until a sync is fast, slowing down writers that outrun the disk
 * take the write lock of every database, all or none // writers wait from here
 * checkpoint PASSIVE on a second connection until the whole WAL is copied
 * sync; T := now
 * fail unless the hold is still on and every file is still the same one
 * set the end of the hold, counted from the lock     // it ends by itself
 * on any failure or cancellation: release the hold
 * </pre>
 *
 * <p>{@link dev.flysnap.sqlite.quiesce.QuiesceSequence} is this sequence. How a hold ends by itself
 * is in {@link dev.flysnap.sqlite.quiesce.WriteHold}: a thread of its own waits for the deadline
 * and rolls back; if the process dies, the operating system drops its locks. (The hold of {@code
 * --hook exec} is another one: {@code hook/sqlite3/exec.sh}.)
 */
@NullMarked
package dev.flysnap.sqlite.quiesce;

import org.jspecify.annotations.NullMarked;
