/**
 * Takes a snapshot of one volume and grades it.
 *
 * <pre>{@code
 * look before        which snapshots and which machine are there
 * write tag          name the run in the machine's metadata, where it may leave something behind
 * set retention      where --retain needs another one
 * quiesce            checkpoint and sync through the hook; writers are held where --hold-until says so
 * request snapshot   sent once; after a lost answer the list is read, never sent again blindly
 * release            at the request, when it runs, or when it is created (--hold-until)
 * await created      a row with a new id, status "created"
 * restore            the retention
 * look after         same machine, same state?
 * remove tag
 * check data         the live databases, where --check asks for it
 * }</pre>
 *
 * <p>Undo releases the hold, restores the retention and removes the tag. A snapshot cannot be
 * undone.
 *
 * <p>{@link dev.flysnap.proof.Grading} decides which grade follows, from the evidence that {@link
 * dev.flysnap.snapshot.create.ReceiptWriter} collects. {@code held}, for example, needs a hold of
 * this run from before the request until the snapshot was seen to be created.
 */
@NullMarked
package dev.flysnap.snapshot.create;

import org.jspecify.annotations.NullMarked;
