/** {@code agent}, {@code hook}, and the verifier that runs in a new machine. */
@NullMarked
package dev.flysnap.cli.agent;

import org.jspecify.annotations.NullMarked;
