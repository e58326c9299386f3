/**
 * What the simulated world needs from outside: machines that run, volumes that hold bytes, and the
 * text formats of the platform (durations, command lines). Interfaces and parsers only; must not
 * know the world, HTTP or any implementation.
 */
@NullMarked
package dev.flysnap.sim.platform;

import org.jspecify.annotations.NullMarked;
