/** {@code sim}, {@code demo}, {@code bench}: the simulated Fly, and what runs on it. */
@NullMarked
package dev.flysnap.cli.sim;

import org.jspecify.annotations.NullMarked;
