/**
 * What is known of an app's images: which of them has flysnap or sqlite3. Must not know what is
 * done with that.
 */
@NullMarked
package dev.flysnap.snapshot.image;

import org.jspecify.annotations.NullMarked;
