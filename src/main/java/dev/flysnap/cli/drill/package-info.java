/** {@code flysnap drill}, and the files that it writes. */
@NullMarked
package dev.flysnap.cli.drill;

import org.jspecify.annotations.NullMarked;
