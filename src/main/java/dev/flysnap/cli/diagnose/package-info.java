/** {@code init}, {@code status}, {@code doctor}, {@code rescue}. */
@NullMarked
package dev.flysnap.cli.diagnose;

import org.jspecify.annotations.NullMarked;
