/**
 * Simulates flyctl's deploy and scale, which may change an app at any time. Knows the world and its
 * engine; must not know HTTP.
 */
@NullMarked
package dev.flysnap.sim.player;

import org.jspecify.annotations.NullMarked;
