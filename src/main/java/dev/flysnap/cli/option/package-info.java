/** Options that several commands share, and their parsers. */
@NullMarked
package dev.flysnap.cli.option;

import org.jspecify.annotations.NullMarked;
