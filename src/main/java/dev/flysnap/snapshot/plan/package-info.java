/**
 * How one volume is going to be snapshotted: the request, the plan, its steps and effects, and the
 * state that they add up to. Reads and decides; changes nothing.
 */
@NullMarked
package dev.flysnap.snapshot.plan;

import org.jspecify.annotations.NullMarked;
