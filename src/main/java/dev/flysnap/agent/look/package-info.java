/**
 * Which SQLite files lie on the volumes of the agent's databases, and which processes have them
 * open. Never opens a file that a quiesce may have open: closing it would drop this process's
 * locks.
 */
@NullMarked
package dev.flysnap.agent.look;

import org.jspecify.annotations.NullMarked;
