/**
 * Quiesces databases for one caller at a time and holds writers off under a lease. Must not know
 * HTTP.
 *
 * <p>A lease ({@link dev.flysnap.agent.quiesce.QuiesceLease}) has no timer of its own: its hold is
 * a {@link dev.flysnap.sqlite.quiesce.WriteHold}, whose thread releases the writers at the
 * deadline. {@link dev.flysnap.agent.quiesce.LeaseRegistry#stop} releases them earlier, when the
 * agent is stopped.
 */
@NullMarked
package dev.flysnap.agent.quiesce;

import org.jspecify.annotations.NullMarked;
