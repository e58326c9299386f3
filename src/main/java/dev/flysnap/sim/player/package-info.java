/**
 * Plays what other people do to an app while flysnap works on it: flyctl's deploy and scale. Knows
 * the world and its engine; must not know HTTP.
 */
@NullMarked
package dev.flysnap.sim.player;

import org.jspecify.annotations.NullMarked;
