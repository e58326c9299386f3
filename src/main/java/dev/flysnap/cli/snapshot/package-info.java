/** {@code create}, {@code list}, {@code show}, {@code policy}. */
@NullMarked
package dev.flysnap.cli.snapshot;

import org.jspecify.annotations.NullMarked;
