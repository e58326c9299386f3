/**
 * One journal of several computers: each has its own, and runs and locks are kept in a store as
 * well. Does not know what the runs are about.
 *
 * <pre>
 * open:    what others have written is merged into the journal here; what was not sent is sent
 * lock:    here first, then in the store: created if absent, or in place of one that has expired;
 *          renewed each minute, for five minutes
 * write:   here, durably, with a mark in the same transaction that it is not sent;
 *          then the whole run to the store, if it has the version that was seen last
 * refused: somebody else wrote the run: theirs is merged; under our lock that means that it was
 *          taken over, and this process stops
 * away:    tried again with each write, and at the end of the run until it is there
 * </pre>
 */
@NullMarked
package dev.flysnap.journal.shared;

import org.jspecify.annotations.NullMarked;
