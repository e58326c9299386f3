/**
 * Brings copies back in place: the agent in the app's machine stops the app, swaps the databases,
 * and starts the app. No volume and no machine is made.
 *
 * <pre>{@code
 * restore   upload each database -> replace all at once     (the agent puts the old ones back if the app does not come up)
 * undo      before the replacement: discard the uploads
 *           after it: replace again, by the old ones that were set aside; those of the run are kept then
 * finish    delete what was set aside
 * }</pre>
 *
 * An upload dies with the agent, so whoever takes a run up sends the databases again; whether they
 * were replaced is known by what the agent has set aside for the run, once it is done: a
 * replacement that it has begun goes on without whoever asked for it.
 */
@NullMarked
package dev.flysnap.restore.inplace;

import org.jspecify.annotations.NullMarked;
