/** Files that the user names: read with a limit, written so that nobody sees them half written. */
@NullMarked
package dev.flysnap.cli.file;

import org.jspecify.annotations.NullMarked;
