/**
 * The rules for machines: create, update, start, stop, lease, wait, health checks. Pure functions
 * on a transition; must not know processes or HTTP.
 */
@NullMarked
package dev.flysnap.sim.machine;

import org.jspecify.annotations.NullMarked;
