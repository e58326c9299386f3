/**
 * Takes a snapshot of one volume and says what it is worth.
 *
 * <pre>{@code
 * look before        which snapshots are there
 * mark               note the run at the machine, where something may outlive the process
 * set retention      where --retain asks for another one
 * quiesce            checkpoint and sync through the hook; writers are held where asked for
 * request snapshot   sent once; a lost answer is looked for in the list, never sent again blindly
 * release            at the request, when it runs, or when it is created (--hold-until)
 * await created      a row with a new id, status "created"
 * put back           retention, then the note at the machine
 * look after         same machine, same state? The grade follows
 * }</pre>
 *
 * The way back is: release the hold, put the retention back, remove the note. A snapshot cannot be
 * taken back.
 */
@NullMarked
package dev.flysnap.snapshot.create;

import org.jspecify.annotations.NullMarked;
