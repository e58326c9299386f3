/**
 * The simulated Fly as data: a world that never changes, and the rules that make the next one of
 * it. Knows no thread, no process, no file and no HTTP; what has to happen outside is handed out as
 * effects, what happens later is an entry in the world's own queue.
 */
@NullMarked
package dev.flysnap.sim.world;

import org.jspecify.annotations.NullMarked;
