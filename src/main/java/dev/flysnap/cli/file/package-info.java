/** Files that the user names: read with a size limit, written atomically. */
@NullMarked
package dev.flysnap.cli.file;

import org.jspecify.annotations.NullMarked;
