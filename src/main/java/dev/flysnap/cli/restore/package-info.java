/** {@code restore}, {@code move}, and the text and JSON of their plans and results. */
@NullMarked
package dev.flysnap.cli.restore;

import org.jspecify.annotations.NullMarked;
