/**
 * The state of the simulated Fly as immutable records, and the transition from one state to the
 * next. What has to happen outside is collected as effects, what happens later is an event in the
 * world's own queue. Must not know threads, processes, files or HTTP.
 */
@NullMarked
package dev.flysnap.sim.world;

import org.jspecify.annotations.NullMarked;
