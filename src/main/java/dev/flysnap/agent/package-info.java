/**
 * The process beside the database, and its own client. Runs inside the machine and must work
 * without a network, so it must not know Fly's API, snapshots or runs.
 */
@NullMarked
package dev.flysnap.agent;

import org.jspecify.annotations.NullMarked;
