/**
 * What others do to an app while somebody else works on it: plays flyctl's deploy and scale. Knows
 * the world and its engine, not HTTP.
 */
@NullMarked
package dev.flysnap.sim.player;

import org.jspecify.annotations.NullMarked;
