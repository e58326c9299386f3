/** {@code restore}, {@code move}, and how their plans and results look. */
@NullMarked
package dev.flysnap.cli.restore;

import org.jspecify.annotations.NullMarked;
