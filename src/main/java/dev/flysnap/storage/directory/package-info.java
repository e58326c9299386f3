/** The same in a directory, which may be that of a shared disk. */
@NullMarked
package dev.flysnap.storage.directory;

import org.jspecify.annotations.NullMarked;
