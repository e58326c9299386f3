/**
 * The process beside the database, and its own client. Runs inside the machine and must work
 * without a network, so it must not know Fly's API, snapshots or runs. {@code agent.quiesce} has
 * the leases, and says how a hold ends.
 */
@NullMarked
package dev.flysnap.agent;

import org.jspecify.annotations.NullMarked;
