/**
 * Simulates what others do to an app at any time: flyctl's deploy and scale, and the platform that
 * moves it to another host. Knows the world and its engine; must not know HTTP.
 */
@NullMarked
package dev.flysnap.sim.player;

import org.jspecify.annotations.NullMarked;
