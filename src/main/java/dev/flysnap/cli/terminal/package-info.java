/** The terminal: its width, progress, and questions to the user. */
@NullMarked
package dev.flysnap.cli.terminal;

import org.jspecify.annotations.NullMarked;
